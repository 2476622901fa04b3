using System.Collections.Immutable;
using Akka.Actor;
using Consensoor.Actors.Network.Requests;
using Consensoor.Actors.Tests.Chain;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.ForkChoice;
using Consensoor.Spec.Ssz;
using Xunit;

namespace Consensoor.Actors.Tests.Network;

/// <summary>
/// Tests what of an answer to `beacon_blocks_by_head` is taken: the block that was asked for and its ancestors, one after the other, and
/// nothing else (`fulu/p2p-interface.md#beaconblocksbyhead-v1`).
/// </summary>
public sealed class BlocksByHeadTests
{
    private static readonly ChainSpec Spec = RecordedChain.Instance.World.Spec;
    private static readonly Root ValidatorsRoot = RecordedChain.Instance.World.Genesis.GenesisValidatorsRoot;

    // The newest first.
    private static readonly SignedBeaconBlock[] Blocks =
        [.. RecordedChain.Instance.Blocks.OrderByDescending(static block => block.Message.Slot)];

    [Fact]
    public void ABlockAndItsAncestorsAreTakenFromTheNewestDown()
    {
        var question = Ask(RootOf(Blocks[0]), 4);
        Assert.All(Blocks.Take(4), block => Assert.Null(question.Take(Chunk(block))));
        var answered = question.End(PeerResult.Answered);
        Assert.Equal(Blocks.Take(4), answered.Items.Cast<SignedBeaconBlock>());
    }

    [Fact]
    public void WhatDoesNotLinkDownwardsFromTheBlockAskedForIsRefusedWithTheReason()
    {
        (SignedBeaconBlock[] Sent, string Reason)[] wrong =
        [
            ([Blocks[1]], $"the block of slot {Slot(1)} is not the one that was asked for"),
            ([Blocks[0], Blocks[2]], $"the block of slot {Slot(2)} is not the parent of that of slot {Slot(0)}"),
            ([Blocks[0], Blocks[0]], $"the block of slot {Slot(0)} is not the parent of that of slot {Slot(0)}"),
            ([Blocks[0], Blocks[1], Blocks[0]], $"the block of slot {Slot(0)} is not the parent of that of slot {Slot(1)}"),
            ([Blocks[0], Forged(Blocks[1])], $"the block of slot {Slot(1)} is not the parent of that of slot {Slot(0)}"),
        ];
        Assert.All(wrong, static one =>
        {
            var question = Ask(RootOf(Blocks[0]), 8);
            Assert.All(one.Sent.SkipLast(1), block => Assert.Null(question.Take(Chunk(block))));
            var ended = question.Take(Chunk(one.Sent[^1]));
            Assert.Equal((PeerResult.InvalidResponse, one.Reason), (ended!.Result, ended.Reason));
        });
    }

    /// <summary>No transition lets it in; nothing keeps a stranger from making one up.</summary>
    [Fact]
    public void AParentThatIsNotOlderThanItsChildIsRefused()
    {
        var parent = Blocks[0];
        var child = Blocks[1] with { Message = Blocks[1].Message with { ParentRoot = RootOf(parent) } };
        var question = Ask(RootOf(child), 2);
        Assert.Null(question.Take(Chunk(child)));
        Assert.Equal($"slot {Slot(0)} below slot {Slot(1)}", question.Take(Chunk(parent))?.Reason);
    }

    [Fact]
    public void MoreBlocksThanWereAskedForAreRefused()
    {
        var question = Ask(RootOf(Blocks[0]), 2);
        Assert.Null(question.Take(Chunk(Blocks[0])));
        Assert.Null(question.Take(Chunk(Blocks[1])));
        var ended = question.Take(Chunk(Blocks[2]));
        Assert.Equal((PeerResult.InvalidResponse, "more chunks than were asked for"), (ended!.Result, ended.Reason));
        Assert.Equal(2, ended!.Items.Count);
    }

    [Fact]
    public void ABlockInTheContextOfAnotherForkIsRefused()
    {
        var chunk = Chunk(Blocks[0]);
        var ended = Ask(RootOf(Blocks[0]), 2).Take(chunk with { Context = new ForkDigest([1, 2, 3, 4]) });
        Assert.Equal((PeerResult.InvalidResponse, "a chunk of no fork of this chain"), (ended!.Result, ended.Reason));
        ended = Ask(RootOf(Blocks[0]), 2).Take(chunk with { Ssz = chunk.Ssz[..^1] });
        Assert.Equal(PeerResult.InvalidResponse, ended?.Result);
        Assert.StartsWith("not a SignedBeaconBlock of Gloas", ended!.Reason, StringComparison.Ordinal);
    }

    /// <summary>A branch ends where it meets the chain; what a stranger names without end is not heard without end either.</summary>
    [Fact]
    public void AnAnswerIsHeardAsFarAsWhatIsKnownAndNoFurtherThanItsBytes()
    {
        var question = Ask(RootOf(Blocks[0]), 8);
        Assert.False(question.IsEnough(null));
        question.Take(Chunk(Blocks[0]));
        var view = RequestsActorTests.View() with { OldestSlot = 0 };
        Assert.False(question.IsEnough(view));
        var known = new ChainBlock(new BlockSummary(RootOf(Blocks[1]), Slot(1), 0, Blocks[1].Message.ParentRoot, default));
        Assert.True(question.IsEnough(view with { Blocks = ImmutableDictionary<Root, ChainBlock>.Empty.Add(RootOf(Blocks[1]), known) }));
        Assert.True(question.IsEnough(view with { OldestSlot = Slot(0) }));
        var row = BeaconBlocksByHeadRow.Row;
        Assert.False(row.IsEnoughWith(Blocks[0], BeaconBlocksByHeadRow.MostBytes - 1, null));
        Assert.True(row.IsEnoughWith(Blocks[0], BeaconBlocksByHeadRow.MostBytes, null));
    }

    [Fact]
    public void TheLimitsAreThoseOfTheSpecification()
    {
        var row = BeaconBlocksByHeadRow.Row;
        Assert.Equal("no blocks are asked for", row.BreaksLimit(Spec, ForkName.Fulu, new BeaconBlocksByHead(default, 0)));
        Assert.Null(row.BreaksLimit(Spec, ForkName.Fulu, new BeaconBlocksByHead(default, ulong.MaxValue)));
        Assert.Equal(Spec.Config.MaxRequestBlocksDeneb, row.MostChunks(Spec, new BeaconBlocksByHead(default, ulong.MaxValue)));
        Assert.Equal(3UL, row.MostChunks(Spec, new BeaconBlocksByHead(default, 3)));
        Assert.Null(row.VersionIn(ForkName.Electra));
        Assert.Equal(1, row.VersionIn(ForkName.Fulu)?.Number);
        var request = new BeaconBlocksByHead(RootOf(Blocks[0]), 5);
        var ssz = row.Encode(request, Spec, ForkName.Fulu);
        Assert.Equal([.. RootOf(Blocks[0]).ToArray(), 5, 0, 0, 0, 0, 0, 0, 0], ssz);
        Assert.Equal(request, row.Decode(ssz, Spec, ForkName.Fulu, out _));
        Assert.Null(row.Decode(ssz.AsSpan(1), Spec, ForkName.Fulu, out var reason));
        Assert.Equal("not a request of beacon_blocks_by_head", reason);
    }

    private static Question Ask(Root root, ulong count) => new(
        new AskPeer(1, "peer", new BeaconBlocksByHead(root, count)),
        BeaconBlocksByHeadRow.Row,
        ActorRefs.Nobody,
        Spec,
        ValidatorsRoot,
        (ForkName.Fulu, 1));

    private static ChunkReceived Chunk(SignedBeaconBlock block)
    {
        var digest = Spec.ComputeForkDigest(ValidatorsRoot, block.Message.Slot / Spec.Preset.SlotsPerEpoch);
        return new ChunkReceived(1, 0, digest, BeaconBlocksByHeadRow.Row.EncodeItem(block, Spec, Spec.ForkAtSlot(block.Message.Slot)));
    }

    private static SignedBeaconBlock Forged(SignedBeaconBlock block) =>
        block with { Message = block.Message with { ProposerIndex = block.Message.ProposerIndex + 1 } };

    private static Slot Slot(int index) => Blocks[index].Message.Slot;

    private static Root RootOf(SignedBeaconBlock block) => block.Message.HashTreeRoot(Spec.Ssz(Spec.ForkAtSlot(block.Message.Slot)));
}
