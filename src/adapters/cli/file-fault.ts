/** A file that somebody named and that cannot be used, in words. */
export class FileFault extends Error {
  override readonly name = 'FileFault';
}

/** What reading a file threw; anything but the file system's own words comes back as it is. */
export const readFault = (file: string, fault: unknown): unknown => {
  if (!(fault instanceof Error) || !('code' in fault)) return fault;
  const said = READ[String(fault.code)] ?? `cannot be read: ${fault.message}`;
  return new FileFault(`${file} ${said}.`, { cause: fault });
};

const READ: Readonly<Record<string, string>> = {
  ENOENT: 'is not there',
  ENOTDIR: 'is not there',
  EISDIR: 'is a folder, and a file is needed',
  EACCES: 'may not be read by this user',
};
