/** Signs the heads of the record's chains. */
export interface Signer {
  readonly keyId: string;
  /** PEM, SPKI. */
  readonly publicKeyPem: string;
  /** Ed25519 over the UTF-8 bytes, base64. */
  sign(text: string): string;
}
