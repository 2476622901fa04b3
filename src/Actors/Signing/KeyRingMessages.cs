using Consensoor.Interop.Keys;
using Consensoor.Interop.Keys.SlashingProtection;

namespace Consensoor.Actors.Signing;

/// <summary>
/// Sign with further keys of a signer from now on, told to the signing actor by who manages keys in the process; answered with
/// <see cref="KeysAdded"/>.
/// </summary>
public sealed record AddKeys(IReadOnlyList<BLSPubkey> Pubkeys, IValidatorSigner Signer);

/// <summary>Says which keys were taken; the others were there already.</summary>
public sealed record KeysAdded(IReadOnlySet<BLSPubkey> Added);

/// <summary>
/// Sign with keys no more, and tell what they signed: nothing is signed with them after this is answered, with <see cref="KeysRemoved"/>.
/// </summary>
public sealed record RemoveKeys(IReadOnlyList<BLSPubkey> Pubkeys);

/// <summary>
/// Says which keys were there, and what all that were named have signed; a problem where that could not be read, though the keys are gone.
/// </summary>
public sealed record KeysRemoved(IReadOnlySet<BLSPubkey> Removed, Interchange? History, string? Problem);

/// <summary>Add to what keys have signed, on disk when it is answered, with <see cref="HistoryImported"/>.</summary>
public sealed record ImportHistory(Interchange History);

/// <summary>Says why nothing of a history was taken; null where all of it was.</summary>
public sealed record HistoryImported(string? Problem);
