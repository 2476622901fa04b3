using Consensoor.Messages;
using Consensoor.Spec.Containers;

namespace Consensoor.Actors.Tests.Sync;

/// <summary>Blocks of a sync by range that have nothing but a slot, and the root that stands for each.</summary>
internal static class RangeAnswers
{
    /// <summary>The blocks of a chain's slots that are asked for.</summary>
    public static List<SignedBeaconBlock> BlocksOf(IEnumerable<Slot> chain, BeaconBlocksByRange request) =>
        [.. chain.Where(slot => slot >= request.StartSlot && slot < request.StartSlot + request.Count).Select(BlockOf)];

    public static SignedBeaconBlock BlockOf(Slot slot) => new() { Message = new BeaconBlock { Slot = slot } };

    public static SignedBeaconBlock Forged(SignedBeaconBlock block) => block with { Message = block.Message with { ProposerIndex = 1 } };

    public static bool IsForged(SignedBeaconBlock block) => block.Message.ProposerIndex == 1;

    public static Root RootOf(Slot slot)
    {
        var root = new byte[32];
        BitConverter.TryWriteBytes(root, slot);
        return new Root(root);
    }
}
