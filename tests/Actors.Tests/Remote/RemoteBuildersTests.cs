using Consensoor.Actors.Scenarios;
using Consensoor.Interop.Builders;
using Consensoor.Interop.Engine;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.Transition.Helpers;
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
        run.Proposers = Naming(SimulatedRelay.Url);
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
        var builders = new Recording();
        run.Proposers = Naming("http://builder");
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

    private static ProposerTable Naming(string url) => ProposerTable.Empty with
    {
        Defaults = ProposerDefaults.Usual with
        {
            Builders = BuilderTerms.Usual with { Builders = [new BuilderEndpoint(url, Data, [], 77, 0, BuilderTerms.Even)] },
        },
    };

    private static void Check(RemoteRun run, SignedBuilderRequestAuth auth, BLSPubkey pubkey, Slot slot)
    {
        var spec = run.Chain.Spec;
        Assert.Equal((Data, slot), (auth.Message.Data, auth.Message.Slot));
        var root = Misc.ComputeSigningRoot(auth.Message, BuilderRequestAuth.DomainOf(spec.Config), spec.Ssz(ForkName.Gloas));
        Assert.True(KeyedBls.Shared.Verify(pubkey, root.AsSpan(), auth.Signature));
    }

    /// <summary>A builder that remembers what it is asked and told, and has nothing.</summary>
    private sealed class Recording : IBuilderClient
    {
        public List<BidRequest> Asked { get; } = [];

        public List<(string Url, BLSPubkey Proposer, BuilderPreferencesRequest Request)> Told { get; } = [];

        public Task<BidAnswer> GetExecutionPayloadBid(BidRequest request, TimeSpan timeout)
        {
            Asked.Add(request);
            return Task.FromResult(new BidAnswer(null, "it has no bid"));
        }

        public Task<string?> SubmitBuilderPreferences(
            string url, BLSPubkey proposer, BuilderPreferencesRequest request, TimeSpan timeout)
        {
            Told.Add((url, proposer, request));
            return Task.FromResult<string?>(null);
        }

        public Task<string?> SubmitSignedBeaconBlock(string url, SignedBeaconBlock block, TimeSpan timeout) => None();

        public Task<HeaderAnswer> GetHeader(HeaderRequest request, TimeSpan timeout) =>
            Task.FromResult(new HeaderAnswer(null, "it has no header"));

        public Task<BlindedAnswer> SubmitBlindedBlock(string url, SignedBlindedBeaconBlock block, TimeSpan timeout) =>
            Task.FromResult(new BlindedAnswer(null, null, "it has no payload"));

        public Task<string?> RegisterValidators(
            string url, IReadOnlyList<SignedValidatorRegistrationV1> registrations, TimeSpan timeout) => None();

        private static Task<string?> None() => Task.FromResult<string?>("it is another's");
    }
}
