namespace Consensoor.Spec.Duties;

/// <summary>
/// Signs a signing root with one validator's key: the specification's `privkey`, so that a secret need not be held here
/// (`phase0/validator.md`).
/// </summary>
public delegate BLSSignature Signer(Root signingRoot);
