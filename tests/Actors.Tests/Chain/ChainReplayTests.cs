using Consensoor.Actors.Chain;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Ssz;
using Xunit;

namespace Consensoor.Actors.Tests.Chain;

/// <summary>A replay tells the chain one thing at a time, so that however much is stored the chain's mailbox does not grow.</summary>
public sealed class ChainReplayTests : PatientKit
{
    private static readonly RecordedChain Chain = RecordedChain.Instance;

    [Fact]
    public void NothingIsToldBeforeTheChainSaidWhatBecameOfTheLast()
    {
        var (chain, storage) = (CreateTestProbe("chain"), CreateTestProbe("storage"));
        var root = Chain.Blocks[0].Message.ParentRoot;
        var anchor = new AnchorLoaded(new Checkpoint { Root = root }, null, Chain.World.Genesis, null);
        var replay = chain.ChildActorOf(ChainReplay.Props(storage, anchor, Chain.World.Spec, 32));
        storage.ExpectMsg<LoadBlocks>();
        var context = Chain.World.Spec.Ssz(ForkName.Gloas);
        var stored = Chain.Blocks.Select(
            (block, i) => new StoredBlock(block.Message.HashTreeRoot(context), block, Chain.Envelopes.ElementAtOrDefault(i))).ToList();
        replay.Tell(new StoredBlocks(stored, Chain.Blocks[^1].Message.Slot, IsLast: true), storage);
        var expected = stored.Sum(static block => block.Envelope is null ? 1 : 2);
        for (var told = 0; told < expected; told++)
        {
            Assert.True(chain.ReceiveOne(TimeSpan.FromSeconds(3)) is ImportBlock or ImportEnvelope);
            chain.ExpectNoMsg(TimeSpan.FromMilliseconds(20));
            replay.Tell(new ImportOutcome(default, ImportVerdict.Imported), chain);
        }

        Assert.Equal(stored.Count, chain.ExpectMsg<ReplayEnded>().Blocks);
    }
}
