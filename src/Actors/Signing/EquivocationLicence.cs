using Consensoor.Actors.Faults;
using Consensoor.Actors.Hosting;

namespace Consensoor.Actors.Signing;

/// <summary>
/// The keys that may sign two blocks of a slot, past their history. There is one only where faults on purpose are switched on and the
/// network is none that is known; it names interop keys, and those of keystores where `consensoor.faults.with-keystores` says so.
/// </summary>
public sealed class EquivocationLicence
{
    private readonly HashSet<BLSPubkey> _pubkeys;

    private EquivocationLicence(IEnumerable<BLSPubkey> pubkeys) => _pubkeys = [.. pubkeys];

    /// <summary>True for a key that may.</summary>
    public bool Allows(BLSPubkey pubkey) => _pubkeys.Contains(pubkey);

    /// <summary>Gives the licence of a node; null where it has none.</summary>
    internal static EquivocationLicence? For(NodeSettings settings, FaultSwitch faults) =>
        faults.Refusal is not null || FaultSwitch.KnownNetwork(settings.Spec, settings.GenesisValidatorsRoot) is not null
            ? null
            : new EquivocationLicence(faults.WithKeystores
                ? settings.InteropPubkeys.Concat(settings.KeystorePubkeys)
                : settings.InteropPubkeys.Except(settings.KeystorePubkeys));
}
