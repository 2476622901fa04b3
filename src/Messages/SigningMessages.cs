using Consensoor.Spec.Containers;

namespace Consensoor.Messages;

/// <summary>
/// Sign messages, all in one step: those that could be slashed are checked and written in one transaction first. Each message is answered
/// once with <see cref="Signed"/>: all at once, or, where signers elsewhere are waited for, in parts as they come. Plain records, so that
/// the signing actor may live elsewhere.
/// </summary>
public sealed record Sign(ulong RequestId, IReadOnlyList<ToSign> Messages);

/// <summary>The outcomes of a request, in the order of its messages; or of a part of them, in the order of its places.</summary>
public sealed record Signed(ulong RequestId, IReadOnlyList<SigningOutcome> Outcomes)
{
    /// <summary>Which messages of the request are answered; null for all of them.</summary>
    public IReadOnlyList<int>? Places { get; init; }
}

/// <summary>The signature, or why there is none.</summary>
public sealed record SigningOutcome(BLSSignature? Signature, string? Refusal);

/// <summary>
/// A message to be signed by a key in a domain (`compute_signing_root`). A closed hierarchy: what could be slashed has a case of its own.
/// </summary>
public abstract record ToSign(BLSPubkey Pubkey, Domain Domain)
{
    /// <summary>
    /// A block, by its header, which has the same root; the block itself for a signer elsewhere, which is shown those from before bellatrix
    /// whole.
    /// </summary>
    public sealed record Block(BLSPubkey Pubkey, BeaconBlockHeader Header, Domain Domain, BeaconBlock? Whole = null)
        : ToSign(Pubkey, Domain);

    /// <summary>
    /// A further block of a slot, for a proposer that equivocates on purpose: it passes by the history, and is refused for every key that
    /// no licence names.
    /// </summary>
    public sealed record SecondBlock(BLSPubkey Pubkey, BeaconBlockHeader Header, Domain Domain) : ToSign(Pubkey, Domain);

    /// <summary>Sign an attestation's data, unless the key's history says it could be slashed.</summary>
    public sealed record Attestation(BLSPubkey Pubkey, AttestationData Data, Domain Domain) : ToSign(Pubkey, Domain);

    /// <summary>
    /// Anything else, by its root; refused in the domains of blocks and attestations. A signer elsewhere needs the content, and refuses
    /// what comes without.
    /// </summary>
    public sealed record Other(BLSPubkey Pubkey, Root ObjectRoot, Domain Domain, SigningContent? Content = null)
        : ToSign(Pubkey, Domain);
}
