using Consensoor.Interop.Genesis;
using Consensoor.Interop.Keys;
using Consensoor.Messages;
using Consensoor.Spec;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Crypto.Bls;
using Consensoor.Spec.Presets;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.Transition.Helpers;

namespace Consensoor.Actors.Tests.Signing;

/// <summary>Messages to sign that differ by a byte.</summary>
internal static class SigningSamples
{
    public static readonly Root Chain = RootOf(9);
    public static readonly ChainSpec Spec = new(Preset.Minimal, ChainConfig.Minimal);
    public static readonly LocalSigner Signer = new(ManagedBls.Shared, InteropGenesis.SecretKeys(0, 4));

    public static BLSPubkey Key => Signer.Pubkeys[0];

    public static ToSign Block(byte root, ulong slot = 20) =>
        new ToSign.Block(Key, new BeaconBlockHeader { Slot = slot, BodyRoot = RootOf(root) }, DomainOf(Constants.DomainBeaconProposer));

    public static ToSign Attestation(byte root, ulong source = 1, ulong target = 2, int key = 0) => new ToSign.Attestation(
        Signer.Pubkeys[key],
        new AttestationData
        {
            Slot = 20,
            BeaconBlockRoot = RootOf(root),
            Source = new Checkpoint { Epoch = source },
            Target = new Checkpoint { Epoch = target },
        },
        DomainOf(Constants.DomainBeaconAttester));

    public static Domain DomainOf(DomainType type) => Misc.ComputeDomain(type, Spec.ForkVersion(ForkName.Phase0), Chain);

    public static Root RootOf(byte last) => new([.. new byte[31], last]);
}
