using Consensoor.Actors.Api;
using Consensoor.Actors.Hosting;
using Consensoor.Actors.Tests.Chain;
using Consensoor.Actors.Tests.Network;
using Consensoor.Interop.Storage;
using Consensoor.Messages;
using Consensoor.Spec.Ssz;
using Xunit;

namespace Consensoor.Actors.Tests.Api;

/// <summary>Tests what the API says of blocks that only storage knows.</summary>
public sealed class ChainReaderTests : PatientKit
{
    private static readonly RecordedChain Chain = RecordedChain.Instance;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task WhatOnlyStorageKnowsIsFinalWhereItIsOfTheFinalizedChain(bool isFinal)
    {
        var (storage, latest) = (CreateTestProbe(), new LatestView());
        latest.Take(RequestsActorTests.View());
        var reader = new ChainReader(latest, CreateTestProbe(), storage, NodeStore.GenesisOf(Chain.World.Genesis));
        var block = Chain.Blocks[2];
        var root = block.Message.HashTreeRoot(Chain.World.Genesis.Ssz);
        var answer = reader.Block(new ApiId.ByRoot(root));
        storage.ExpectMsg<LoadBlock>();
        storage.Reply(new StoredBlock(root, block, null));
        var slot = storage.ExpectMsg<LoadRootBySlot>().Slot;
        Assert.Equal(block.Message.Slot, slot);
        storage.Reply(new StoredRoot(slot, isFinal ? root : null));
        var found = await answer;
        Assert.Equal((isFinal, isFinal), (found!.IsCanonical, found.IsFinalized));
    }

    [Fact]
    public async Task AStoreThatCannotBeReadIsNoAnswerThatThereIsNothing()
    {
        var (storage, latest) = (CreateTestProbe(), new LatestView());
        latest.Take(RequestsActorTests.View());
        var reader = new ChainReader(latest, CreateTestProbe(), storage, NodeStore.GenesisOf(Chain.World.Genesis));
        foreach (var id in (ApiId[])[new ApiId.ByRoot(new Root([9, .. new byte[31]])), new ApiId.BySlot(1_000)])
        {
            var answer = reader.Block(id);
            var question = storage.ExpectMsg<IStorageCommand>();
            storage.Reply(new StorageFailed(question, "on purpose"));
            await Assert.ThrowsAsync<ChainStoreException>(() => answer);
        }
    }
}
