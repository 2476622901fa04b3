using System.Collections;
using System.Reflection;
using Consensoor.Interop.Storage;
using Consensoor.Spec.Config;
using Consensoor.Spec.Ssz;
using LiteDB;
using Xunit;

namespace Consensoor.Interop.Tests.Storage;

/// <summary>
/// Tests that there are few texts of conditions, whatever is stored and read: LiteDB compiles each and keeps it while the process lives.
/// </summary>
public sealed class CompiledConditionTests
{
    [Fact]
    public void ReadingAndWritingCompilesNoConditionABlock()
    {
        using var folder = new TemporaryFolder();
        using var store = LiteDbChainStore.Open(folder.File("chain.db"));
        Use(store, 1);
        Use(store, 2);
        var before = Compiled();
        for (var slot = 3; slot < 40; slot++)
        {
            Use(store, slot);
        }

        // Other tests of this process may have compiled some of theirs meanwhile.
        Assert.InRange(before, 1, int.MaxValue);
        Assert.InRange(Compiled() - before, 0, 30);
    }

    private static void Use(IChainStore store, int slot)
    {
        var root = new Root([.. BitConverter.GetBytes(slot), .. new byte[28]]);
        store.PutBlock(new StoredBlockRow(root, default, (ulong)slot, ForkName.Gloas, [1]));
        store.PutBlock(new StoredBlockRow(root, default, (ulong)slot, ForkName.Gloas, [1]));
        store.PutEnvelope(new StoredEnvelopeRow(root, (ulong)slot, ForkName.Gloas, [2]));
        store.PutAnchor(new StoredAnchor(1, root, (ulong)slot, ForkName.Gloas, [1], ForkName.Gloas, [3]), [root]);
        Assert.NotNull(store.GetBlock(root));
        Assert.NotNull(store.GetEnvelope(root));
        Assert.Equal(root, store.GetFinalizedRoot((ulong)slot));
        Assert.Empty(store.BlocksAfter((ulong)slot, 5).Blocks);
    }

    private static int Compiled() => typeof(BsonExpression)
        .GetFields(BindingFlags.Static | BindingFlags.NonPublic)
        .Select(static field => field.GetValue(null))
        .OfType<IDictionary>()
        .Sum(static cache => cache.Count);
}
