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

/// <content>Blocks by head, and what light clients ask for.</content>
public sealed partial class RequestsActorTests
{
    /// <summary>From a block to its parent, as far as there are blocks; of genesis nobody signed one.</summary>
    [Theory]
    [InlineData(3UL, 3)]
    [InlineData(ulong.MaxValue, 9)]
    public void BlocksByHeadAreThoseOfTheAncestryDownwards(ulong count, int given)
    {
        var blocks = RecordedChain.Instance.Blocks.OrderByDescending(static block => block.Message.Slot).ToArray();
        var root = RootOf(blocks[0]);
        var ssz = new BeaconBlocksByHeadRequest { BeaconRoot = root, Count = count }.ToSsz(Spec.Ssz(ForkName.Gloas));
        Ask("honest", "beacon_blocks_by_head", 1, ssz);
        for (var index = 0; index < given; index++)
        {
            var loaded = _storage.ExpectMsg<LoadBlock>();
            Assert.Equal(root, loaded.Root);
            root = blocks[index].Message.ParentRoot;
            _requests.Tell(new StoredBlock(loaded.Root, blocks[index], null));
        }

        if (given == blocks.Length)
        {
            Assert.Equal(root, _storage.ExpectMsg<LoadBlock>().Root);
            _requests.Tell(new StoredBlock(root, null, null));
        }

        var told = Told();
        Assert.Single(told.OfType<EndResponse>());
        var chunks = told.OfType<SendChunk>().ToArray();
        Assert.All(chunks, static chunk => Assert.Equal(ResponseCode.Success, chunk.Code));
        Assert.Equal(
            blocks.Take(given).Select(static block => Convert.ToHexString(block.ToSsz(Spec.Ssz(ForkName.Gloas)))),
            chunks.Select(static chunk => Convert.ToHexString(chunk.Ssz.Span)));
        Assert.All(chunks.Zip(blocks), static pair => Assert.Equal(
            Spec.ComputeForkDigest(default, pair.Second.Message.Slot / Spec.Preset.SlotsPerEpoch), pair.First.Context));
    }

    [Fact]
    public void WhatIsNotAtHandIsUnavailable()
    {
        var byHead = new BeaconBlocksByHeadRequest { BeaconRoot = RootOf(17), Count = 4 }.ToSsz(Spec.Ssz(ForkName.Gloas));
        (string Protocol, byte[] Request)[] questions =
        [
            ("beacon_blocks_by_head", byHead),
            ("light_client_bootstrap", RootOf(17).ToArray()),
            ("light_client_finality_update", []),
            ("light_client_optimistic_update", []),
        ];
        foreach (var (protocol, request) in questions)
        {
            Ask("honest", protocol, 1, request);
            if (request.Length > 0)
            {
                _requests.Tell(new StoredBlock(_storage.ExpectMsg<LoadBlock>().Root, null, null));
            }

            var told = Told();
            Assert.Equal(ResponseCode.ResourceUnavailable, told.OfType<SendChunk>().Single().Code);
            Assert.Single(told.OfType<EndResponse>());
            Assert.DoesNotContain(told, static message => message is ReportPeer);
        }

        // Of no updates the answer is none.
        Ask("honest", "light_client_updates_by_range", 1, [.. BitConverter.GetBytes(0UL), .. BitConverter.GetBytes(ulong.MaxValue)]);
        var nothing = Told();
        Assert.Empty(nothing.OfType<SendChunk>());
        Assert.Single(nothing.OfType<EndResponse>());
    }

    [Theory]
    [InlineData("beacon_blocks_by_head", 40, "no blocks are asked for")]
    [InlineData("beacon_blocks_by_head", 39, "not a request of beacon_blocks_by_head")]
    [InlineData("light_client_bootstrap", 33, "not a request of light_client_bootstrap")]
    [InlineData("light_client_bootstrap", 64, "not a request of light_client_bootstrap")]
    [InlineData("light_client_updates_by_range", 16, "no updates are asked for")]
    [InlineData("light_client_updates_by_range", 15, "not a request of light_client_updates_by_range")]
    [InlineData("light_client_finality_update", 1, "not a request of light_client_finality_update")]
    [InlineData("light_client_optimistic_update", 8, "not a request of light_client_optimistic_update")]
    public void ARequestThatIsNoneIsRefusedWithTheReasonAndCosts(string protocol, int length, string reason)
    {
        Ask("stranger", protocol, 1, new byte[length]);
        var told = Told();
        var chunk = told.OfType<SendChunk>().Single();
        Assert.Equal(
            (ResponseCode.InvalidRequest, reason), (chunk.Code, System.Text.Encoding.UTF8.GetString(chunk.Ssz.Span)));
        var report = told.OfType<ReportPeer>().Single();
        Assert.Equal(("stranger", PeerOffence.Invalid, $"{protocol}: {reason}"), (report.Peer, report.Offence, report.Reason));
    }

    /// <summary>What was asked for may be far more than what is missing: the rest is not heard, and the peer did no wrong.</summary>
    [Fact]
    public void AnAnswerByHeadEndsWhereItMeetsTheChainAndAStrangersBlockCosts()
    {
        Told();
        var blocks = RecordedChain.Instance.Blocks.OrderByDescending(static block => block.Message.Slot).ToArray();
        var known = new ChainBlock(new BlockSummary(RootOf(blocks[2]), blocks[2].Message.Slot, 0, blocks[2].Message.ParentRoot, default));
        _requests.Tell(new ChainViewChanged(View() with
        {
            Blocks = ImmutableDictionary<Root, ChainBlock>.Empty.Add(known.Root, known),
            OldestSlot = 0,
        }));
        _requests.Tell(new AskPeer(7, "honest", new BeaconBlocksByHead(RootOf(blocks[0]), 32)));
        var sent = Told().OfType<SendRequest>().Single(IsByHead);
        _requests.Tell(Chunk(sent.Id, blocks[0]));
        _requests.Tell(Chunk(sent.Id, blocks[1]));
        var answered = ExpectMsg<PeerAnswered>();
        Assert.Equal((7UL, PeerResult.Answered), (answered.RequestId, answered.Result));
        Assert.Equal(blocks.Take(2), answered.Items.Cast<SignedBeaconBlock>());
        var told = Told();
        Assert.Equal(sent.Id, told.OfType<ResetRequest>().Single().Id);
        Assert.DoesNotContain(told, static message => message is ReportPeer);

        _requests.Tell(new AskPeer(8, "honest", new BeaconBlocksByHead(RootOf(blocks[0]), 32)));
        sent = Told().OfType<SendRequest>().Single(IsByHead);
        _requests.Tell(Chunk(sent.Id, blocks[5]));
        Assert.Equal(PeerResult.InvalidResponse, ExpectMsg<PeerAnswered>().Result);
        var report = Told().OfType<ReportPeer>().Single();
        Assert.Equal(("honest", PeerOffence.Invalid), (report.Peer, report.Offence));
        Assert.Equal(
            $"beacon_blocks_by_head: the block of slot {blocks[5].Message.Slot} is not the one that was asked for", report.Reason);
    }

    private static bool IsByHead(SendRequest request) => request.Protocol == "/eth2/beacon_chain/req/beacon_blocks_by_head/1/ssz_snappy";

    private static ChunkReceived Chunk(ulong id, SignedBeaconBlock block) => new(
        id,
        ResponseCode.Success,
        Spec.ComputeForkDigest(default, block.Message.Slot / Spec.Preset.SlotsPerEpoch),
        block.ToSsz(Spec.Ssz(ForkName.Gloas)));

    private static Root RootOf(SignedBeaconBlock block) => block.Message.HashTreeRoot(Spec.Ssz(ForkName.Gloas));
}
