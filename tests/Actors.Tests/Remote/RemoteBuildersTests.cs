using Consensoor.Actors.Scenarios;
using Consensoor.Actors.Validators;
using Consensoor.Interop.Builders;
using Consensoor.Interop.Engine;
using Consensoor.Interop.Genesis;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition;
using Consensoor.Spec.Transition.Helpers;
using Consensoor.Spec.Transition.Signatures;
using Xunit;

namespace Consensoor.Actors.Tests.Remote;

/// <summary>What validators on another's node have for builders goes by the node: it is asked with their signatures, and told.</summary>
public sealed class RemoteBuildersTests
{
    private const int SlotsPerEpoch = RemoteRun.SlotsPerEpoch;
    private static readonly ByteList Data = ByteList.Create("agreed"u8);

    /// <summary>Each block of electra and fulu is blinded when it is signed, and the relay's that has the registrations.</summary>
    [Theory]
    [InlineData(ForkName.Electra)]
    [InlineData(ForkName.Fulu)]
    public void Blinded_blocks_are_signed_and_given_by_the_node_that_made_them(ForkName fork)
    {
        using var run = new RemoteRun(RemoteRun.Only(fork));
        (DevnetNode Node, IExecutionLayer Engine) last = default;
        var relay = new SimulatedRelay(() => last, run.Chain.Spec, KeyedBls.Shared);
        run.Proposers = RecordingBuilders.Named(SimulatedRelay.Url, Data);
        last.Node = run.Node("node", relay, engine => last.Engine = engine);
        run.Start("validators", 0, "node");
        run.RunUntilSlot(3 * SlotsPerEpoch);
        Assert.Equal(RemoteRun.Validators, relay.Registered);
        Assert.Empty(relay.Findings);
        RemoteDutiesTests.CheckDuties(run, SlotsPerEpoch, (3 * SlotsPerEpoch) - 2, fork);
        var blocks = last.Node.Blocks.Where(static block => block.Message.Slot >= SlotsPerEpoch).ToList();
        Assert.Equal((2 * SlotsPerEpoch) + 1, blocks.Count);
        Assert.All(blocks, static block =>
            Assert.Equal(SimulatedRelay.FeeRecipient, block.Message.Body.ExecutionPayload!.FeeRecipient));
    }

    [Fact]
    public void Builders_of_gloas_are_asked_and_told_with_the_proposers_signatures()
    {
        using var run = new RemoteRun(RemoteRun.Only(ForkName.Gloas));
        var builders = new RecordingBuilders();
        run.Proposers = RecordingBuilders.Named("http://builder", Data);
        var node = run.Node("node", builders);
        run.Start("validators", 0, "node");
        run.RunUntilSlot(3 * SlotsPerEpoch);
        RemoteDutiesTests.CheckDuties(run, SlotsPerEpoch, (3 * SlotsPerEpoch) - 2, ForkName.Gloas);
        foreach (var block in node.Blocks.Select(static signed => signed.Message).Where(static block => block.Slot > SlotsPerEpoch))
        {
            var pubkey = run.Chain.Genesis.Validators[(int)block.ProposerIndex].Pubkey;
            var asked = Assert.Single(builders.Asked, asked => asked.Slot == block.Slot);
            Assert.Equal(("http://builder", pubkey, block.ParentRoot), (asked.Url, asked.Proposer, asked.ParentRoot));
            Check(run, asked.Auth, pubkey, block.Slot);
            var (url, proposer, wanted) = Assert.Single(builders.Told, told => told.Request.Auth.Message.Slot == block.Slot);
            Assert.Equal(("http://builder", pubkey, 77UL), (url, proposer, wanted.Preferences.MaxExecutionPayment));
            Check(run, wanted.Auth, pubkey, block.Slot);
        }
    }

    [Fact]
    public void The_block_that_takes_a_bid_goes_back_with_the_url_of_its_builder_which_has_it_then()
    {
        const Slot Of = (4 * SlotsPerEpoch) + 3;
        using var run = new RemoteRun(RemoteRun.Only(ForkName.Gloas), 100_000_000_000);
        DevnetNode? node = null;
        var builders = new RecordingBuilders { Bid = request => request.Slot == Of ? Bid(request, node!.Head!.State) : null };
        run.Proposers = RecordingBuilders.Named("http://builder", Data);
        node = run.Node("node", builders);
        var echoed = UrlsGivenBack(run);
        run.Start("validators", 0, "node");
        run.RunUntilSlot((int)Of + 1);
        var block = Assert.Single(node.Blocks, static block => block.Message.Slot == Of).Message;
        var bid = block.Body.SignedExecutionPayloadBid.Message;
        Assert.Equal((0UL, 1_000_000UL), (bid.BuilderIndex, bid.Value));
        Assert.Equal(["http://builder"], echoed.OfType<string>());
        Assert.Equal([("http://builder", Of)], builders.Given);
    }

    /// <summary>
    /// The URL of a builder that the node was asked to ask goes back to it with the signed block, and that builder has the block then;
    /// nothing else that a node names does, and costs no block.
    /// </summary>
    [Theory]
    [InlineData("http://builder", true)]
    [InlineData("http://builder/", true)]
    [InlineData("http://another", false)]
    [InlineData("http://b\u00fccher", false)]
    public void The_url_that_a_node_names_goes_back_to_it_where_it_was_named_before(string url, bool isEchoed)
    {
        using var run = new RemoteRun(RemoteRun.Only(ForkName.Gloas));
        var builders = new RecordingBuilders();
        run.Proposers = RecordingBuilders.Named("http://builder", Data);
        run.Node("node", builders);
        run.Api.Answers = (request, response) =>
        {
            if (request.RequestUri!.AbsolutePath.StartsWith("/eth/v4/validator/blocks/", StringComparison.Ordinal))
            {
                response.Headers.Remove("Eth-Builder-Url");
                Assert.True(response.Headers.TryAddWithoutValidation("Eth-Builder-Url", url));
            }
        };
        var echoed = UrlsGivenBack(run);
        run.Start("validators", 0, "node");
        run.RunUntilSlot(2 * SlotsPerEpoch);
        RemoteDutiesTests.CheckDuties(run, 1, (2 * SlotsPerEpoch) - 2, ForkName.Gloas, hasAggregates: false);
        var ofNamed = echoed.Skip(SlotsPerEpoch).ToList();
        Assert.NotEmpty(ofNamed);
        Assert.All(ofNamed, value => Assert.Equal(isEchoed ? url : null, value));
        Assert.Equal(isEchoed, builders.Given.Count > 0);
        Assert.All(builders.Given, given => Assert.Equal(url, given.Url));
    }

    /// <summary>What goes with each signed block as the URL of a builder, from now on.</summary>
    private static List<string?> UrlsGivenBack(RemoteRun run)
    {
        var urls = new List<string?>();
        run.Api.Instead = (_, request) =>
        {
            if (request.RequestUri!.AbsolutePath == "/eth/v2/beacon/blocks")
            {
                urls.Add(request.Headers.TryGetValues("Eth-Builder-Url", out var values) ? values.Single() : null);
            }

            return null;
        };
        return urls;
    }

    /// <summary>A bid of the first builder for a payload that is never shown.</summary>
    private static SignedExecutionPayloadBid Bid(BidRequest request, BeaconState head)
    {
        var state = StateTransition.AdvanceTo(head, request.Slot, new ImmediateVerifier(KeyedBls.Shared)).Post!;
        var bid = new ExecutionPayloadBid
        {
            ParentBlockHash = request.ParentHash,
            ParentBlockRoot = request.ParentRoot,
            BlockHash = new Hash32([.. Enumerable.Repeat((byte)9, 32)]),
            PrevRandao = Accessors.GetRandaoMix(state, Accessors.GetCurrentEpoch(state)),
            GasLimit = state.LatestExecutionPayloadBid.GasLimit,
            Slot = request.Slot,
            Value = 1_000_000,
        };
        var toSign = Assert.IsType<ToSign.Other>(DutySigning.Bid(state, bid, state.Builders[0].Pubkey));
        var root = Misc.ComputeSigningRoot(toSign.ObjectRoot, toSign.Domain);
        var signature = KeyedBls.Shared.Sign(InteropGenesis.SecretKeys(RemoteRun.Validators, 1)[0], root.AsSpan())!.Value;
        return new SignedExecutionPayloadBid { Message = bid, Signature = signature };
    }

    private static void Check(RemoteRun run, SignedBuilderRequestAuth auth, BLSPubkey pubkey, Slot slot)
    {
        var spec = run.Chain.Spec;
        Assert.Equal((Data, slot), (auth.Message.Data, auth.Message.Slot));
        var root = Misc.ComputeSigningRoot(auth.Message, BuilderRequestAuth.DomainOf(spec.Config), spec.Ssz(ForkName.Gloas));
        Assert.True(KeyedBls.Shared.Verify(pubkey, root.AsSpan(), auth.Signature));
    }
}
