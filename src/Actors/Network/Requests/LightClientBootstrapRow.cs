using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.LightClient;
using Consensoor.Spec.State;

namespace Consensoor.Actors.Network.Requests;

/// <summary>
/// Where a light client begins (`altair/light-client/p2p-interface.md#getlightclientbootstrap`), made from a block and its post-state.
/// </summary>
internal static class LightClientBootstrapRow
{
    public static RequestRow Row { get; } =
        new RequestRow<LightClientBootstrapByRoot, LightClientBootstrap>("light_client_bootstrap", (ForkName.Altair, 1))
        {
            Write = static (request, _) => RequestForms.WriteRoots([request.BlockRoot]),
            Read = static (ssz, _) => RequestForms.ReadRoots(ssz) is [var root] ? new LightClientBootstrapByRoot(root) : null,
            Limit = static (_, _, _) => null,
            Most = static (_, _) => 1,
            SlotOf = static bootstrap => bootstrap.Header.Beacon.Slot,
            Belongs = static (spec, request) => bootstrap =>
                bootstrap.Header.Beacon.HashTreeRoot(spec.Ssz(spec.ForkAtSlot(bootstrap.Header.Beacon.Slot))) == request.BlockRoot
                    ? null
                    : $"the bootstrap is of another block than {request.BlockRoot}",
            Serve = Plan,
        };

    private static ServePlan Plan(ServeContext context, LightClientBootstrapByRoot request)
    {
        SignedBeaconBlock? block = null;

        IEnumerable<ServeKey> Keys()
        {
            yield return new ServeKey(request.BlockRoot, null);
            if (block is not null && context.Spec.ForkAtSlot(block.Message.Slot) >= ForkName.Altair)
            {
                yield return new ServeKey(request.BlockRoot, null) { IsState = true };
            }
        }

        IEnumerable<object> Take(StoredBlock? stored)
        {
            block = stored?.Block;
            return [];
        }

        IEnumerable<object> TakeState(BeaconState? state) =>
            state is not null && FullNode.CreateLightClientBootstrap(state, block!).Bootstrap is { } bootstrap ? [bootstrap] : [];

        return new ServePlan(Keys(), Take)
        {
            TakeState = TakeState,
            IfEmpty = $"no bootstrap of block {request.BlockRoot}: it is not here, of phase0, or its state is not at hand now",
        };
    }
}
