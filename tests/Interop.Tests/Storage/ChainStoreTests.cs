using Consensoor.Interop.Storage;
using Consensoor.Spec.Config;
using CsCheck;
using Xunit;

namespace Consensoor.Interop.Tests.Storage;

/// <summary>The store on disk answers like the one in memory, after any history and after being opened anew.</summary>
public sealed class ChainStoreTests
{
    [Fact]
    public void TheFileAnswersLikeTheMemory()
    {
        var step = Gen.Select(Gen.Int[0, 3], Gen.Int[1, 12], Gen.Int[0, 3]);
        step.Array[1, 25].Sample(
            steps =>
            {
                var path = Path.Combine(Directory.CreateTempSubdirectory().FullName, "chain.db");
                using var memory = new InMemoryChainStore();
                var file = LiteDbChainStore.Open(path);
                var anchored = 0;
                foreach (var (kind, slot, branch) in steps)
                {
                    switch (kind)
                    {
                        case 0 or 1:
                            Each(store => store.PutBlock(Block(slot, branch)));
                            break;
                        case 2:
                            Each(store => store.PutEnvelope(new StoredEnvelopeRow(RootOf(slot, branch), (ulong)slot, ForkName.Gloas, [9, (byte)slot])));
                            break;
                        default:
                            if (slot > anchored)
                            {
                                anchored = slot;
                                Each(store => store.PutAnchor(
                                    new StoredAnchor(1, RootOf(slot, branch), (ulong)slot, ForkName.Gloas, [1], ForkName.Gloas, [2, (byte)slot]), [RootOf(slot, branch)]));
                            }

                            break;
                    }
                }

                file.Dispose();
                file = LiteDbChainStore.Open(path);
                Compare(memory, file);
                file.Dispose();

                void Each(Action<IChainStore> act)
                {
                    act(memory);
                    act(file);
                }
            },
            iter: 25);
    }

    private static StoredBlockRow Block(int slot, int branch) => new(RootOf(slot, branch), RootOf(slot - 1, branch), (ulong)slot, ForkName.Gloas, [(byte)slot, (byte)branch]);

    private static Root RootOf(int slot, int branch)
    {
        var bytes = new byte[32];
        (bytes[0], bytes[1]) = ((byte)slot, (byte)branch);
        return new Root(bytes);
    }

    private static void Compare(IChainStore expected, IChainStore actual)
    {
        Assert.Equal(expected.Anchor?.BlockRoot, actual.Anchor?.BlockRoot);
        Assert.Equal(expected.Anchor?.StateSsz, actual.Anchor?.StateSsz);
        for (var slot = 1; slot <= 12; slot++)
        {
            Assert.Equal(expected.GetFinalizedRoot((ulong)slot), actual.GetFinalizedRoot((ulong)slot));
            for (var branch = 0; branch <= 3; branch++)
            {
                Assert.Equal(expected.GetBlock(RootOf(slot, branch))?.Ssz, actual.GetBlock(RootOf(slot, branch))?.Ssz);
                Assert.Equal(expected.GetEnvelope(RootOf(slot, branch))?.Ssz, actual.GetEnvelope(RootOf(slot, branch))?.Ssz);
            }
        }

        Assert.Equal(
            expected.BlocksAfter(0).Select(static row => (row.Slot, row.Root)).Order(),
            actual.BlocksAfter(0).Select(static row => (row.Slot, row.Root)).Order());
    }
}
