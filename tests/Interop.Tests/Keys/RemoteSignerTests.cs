using System.Diagnostics;
using Consensoor.Interop.Genesis;
using Consensoor.Interop.Keys;
using Consensoor.Interop.Keys.Remote;
using Consensoor.Interop.Tests.Keys.Stub;
using Consensoor.Messages;
using Consensoor.Spec;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Crypto.Bls;
using Consensoor.Spec.Presets;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.Transition.Helpers;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace Consensoor.Interop.Tests.Keys;

/// <summary>
/// The client of signers elsewhere against a stub that web3signer's definition judges and that computes the roots itself, and against one
/// that breaks in each way there is.
/// </summary>
public sealed class RemoteSignerTests
{
    // An epoch a fork, altair in epoch 1, so that both versions of a fork's first epoch differ.
    private static readonly ChainSpec Spec = SpecOf();
    private static readonly Root Chain = new([.. new byte[31], 7]);
    private static readonly LocalSigner Keys = new(ManagedBls.Shared, InteropGenesis.SecretKeys(0, 2));

    public static TheoryData<string> Forks =>
        [.. ForkNames.All.Where(static fork => fork < ForkName.Heze).Select(static fork => fork.Text())];

    [Theory]
    [MemberData(nameof(Forks))]
    public async Task Everything_is_signed_by_what_it_is_in_every_fork(string name)
    {
        var fork = ForkNames.All.Single(fork => fork.Text() == name);
        await using var stub = await StubSigner.Start(Spec, Keys);
        using var signer = await Connect(stub);
        Assert.Equal(Keys.Pubkeys, signer.Pubkeys);
        foreach (var message in Messages(fork))
        {
            var root = SigningRootOf(message, fork);
            var outcome = await signer.Sign(message, root).Later!;
            Assert.True(outcome.Refusal is null, $"{message.GetType().Name}: {outcome.Refusal}");
            Assert.Equal(Keys.Sign(message.Pubkey, root), outcome.Signature);
        }

        Assert.Empty(stub.Findings);
        Assert.Equal(Messages(fork).Count(), stub.Types.Count);
    }

    /// <summary>Also where capella and deneb begin together, and of an epoch before capella's (EIP-7044).</summary>
    [Theory]
    [InlineData(0, 9)]
    [InlineData(1, 9)]
    [InlineData(1, 2)]
    public async Task An_exit_is_signed_under_capellas_version_once_the_chain_is_past_it(int epochsAFork, ulong epoch)
    {
        var spec = SpecOf(epochsAFork);
        await using var stub = await StubSigner.Start(spec, Keys);
        var (signer, failure) = await RemoteSigner.Connect(Options(stub.Url), spec, Chain, ManagedBls.Shared, null);
        Assert.Null(failure);
        using var connected = signer!;
        var exit = new VoluntaryExit { Epoch = epoch, ValidatorIndex = 4 };
        var root = exit.HashTreeRoot(spec.Ssz(ForkName.Gloas));
        var domain = Misc.ComputeDomain(Constants.DomainVoluntaryExit, spec.Config.CapellaForkVersion, Chain);
        var message = new ToSign.Other(Keys.Pubkeys[0], root, domain, new SigningContent.Exit(spec.Config.CapellaForkEpoch, exit));
        var signingRoot = Misc.ComputeSigningRoot(root, domain);
        var outcome = await connected.Sign(message, signingRoot).Later!;
        Assert.Null(outcome.Refusal);
        Assert.Equal(Keys.Sign(Keys.Pubkeys[0], signingRoot), outcome.Signature);
        Assert.Empty(stub.Findings);
    }

    [Fact]
    public async Task Every_type_of_the_definition_but_the_two_that_are_replaced_is_asked()
    {
        await using var stub = await StubSigner.Start(Spec, Keys);
        using var signer = await Connect(stub);
        foreach (var message in Messages(ForkName.Gloas))
        {
            await signer.Sign(message, SigningRootOf(message, ForkName.Gloas)).Later!;
        }

        // AGGREGATE_AND_PROOF and BLOCK are deprecated.
        Assert.Equal(
            [
                "AGGREGATE_AND_PROOF_V2", "AGGREGATION_SLOT", "ATTESTATION", "BLOCK_V2", "BUILDER_REQUEST_AUTH", "DEPOSIT",
                "EXECUTION_PAYLOAD_BID", "EXECUTION_PAYLOAD_ENVELOPE", "PAYLOAD_ATTESTATION_MESSAGE", "PROPOSER_PREFERENCES",
                "RANDAO_REVEAL", "SYNC_COMMITTEE_CONTRIBUTION_AND_PROOF", "SYNC_COMMITTEE_MESSAGE", "SYNC_COMMITTEE_SELECTION_PROOF",
                "VALIDATOR_REGISTRATION", "VOLUNTARY_EXIT",
            ],
            stub.Types.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_bare_signature_is_taken_too()
    {
        await using var stub = await StubSigner.Start(Spec, Keys);
        stub.IsPlain = true;
        using var signer = await Connect(stub);
        Assert.Null((await Reveal(signer)).Refusal);
    }

    [Theory]
    [InlineData(404, "", "does not have the key")]
    [InlineData(412, "Signing operation failed due to slashing protection rules", "slashing protection refuses")]
    [InlineData(400, "{\"message\": \"bad\"}", "does not take the request (400): {\"message\"")]
    [InlineData(401, "", "does not take the request (401)")]
    [InlineData(500, "boom", "the signer failed (500): boom")]
    [InlineData(503, "<html>busy</html>", "the signer failed (503)")]
    [InlineData(302, "", "HTTP status 302")]
    [InlineData(204, "", "HTTP status 204")]
    [InlineData(200, "<html><body>hello</body></html>", "is no signature")]
    [InlineData(200, "", "is no signature")]
    [InlineData(200, "{}", "is no signature")]
    [InlineData(200, "{\"signature\": 7}", "is no signature")]
    [InlineData(200, "{\"signature\": \"0x12\"}", "is no signature")]
    [InlineData(200, "{\"signature\": \"\\ud800\"}", "is no signature")]
    [InlineData(200, "{\"signature\"", "is no signature")]
    [InlineData(200, "{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{}}}}}}", "is no signature")]
    public async Task An_answer_that_is_no_signature_is_a_refusal_that_says_so(int status, string body, string reason)
    {
        await using var stub = await StubSigner.Start(Spec, Keys);
        using var signer = await Connect(stub);
        stub.Response = http =>
        {
            http.Response.StatusCode = status;
            return status == 204 ? Task.CompletedTask : http.Response.WriteAsync(body);
        };
        var outcome = await Reveal(signer);
        Assert.Null(outcome.Signature);
        Assert.Contains(reason, outcome.Refusal, StringComparison.Ordinal);
        Assert.DoesNotContain('<', outcome.Refusal!);
    }

    [Fact]
    public async Task A_signature_of_something_else_is_refused()
    {
        await using var stub = await StubSigner.Start(Spec, Keys);
        using var signer = await Connect(stub);
        BLSSignature[] others =
        [
            Keys.Sign(Keys.Pubkeys[0], Root.Zero), Keys.Sign(Keys.Pubkeys[1], SigningRootOf(Randao(), ForkName.Phase0)),
            new(new byte[96]), new([0xc0, .. new byte[95]]),
        ];
        foreach (var other in others)
        {
            stub.Response = http => http.Response.WriteAsync($$"""{"signature": "{{other}}"}""");
            var outcome = await Reveal(signer);
            Assert.Equal((null, "the signer's signature is not that of the message with the key"), (outcome.Signature, outcome.Refusal));
        }
    }

    [Fact]
    public async Task A_slow_one_costs_its_time_and_a_huge_one_its_bound()
    {
        await using var stub = await StubSigner.Start(Spec, Keys);
        using var signer = await Connect(stub, TimeSpan.FromSeconds(1));
        stub.Response = static async http => await Task.Delay(TimeSpan.FromMinutes(1), http.RequestAborted);
        var watch = Stopwatch.StartNew();
        Assert.Contains("did not answer within 1 s", (await Reveal(signer)).Refusal, StringComparison.Ordinal);

        // One that sends a byte now and then is as late.
        stub.Response = static async http =>
        {
            for (var i = 0; i < 600; i++)
            {
                await http.Response.WriteAsync(" ");
                await http.Response.Body.FlushAsync();
                await Task.Delay(100, http.RequestAborted);
            }
        };
        Assert.Contains("did not answer within 1 s", (await Reveal(signer)).Refusal, StringComparison.Ordinal);
        Assert.InRange(watch.Elapsed.TotalSeconds, 1, 30);
        stub.Response = null;
        using var patient = await Connect(stub, TimeSpan.FromMinutes(1));
        stub.Response = static async http =>
        {
            var kibibyte = new byte[1024];
            while (!http.RequestAborted.IsCancellationRequested)
            {
                await http.Response.Body.WriteAsync(kibibyte, http.RequestAborted);
            }
        };
        Assert.Contains("is longer than", (await Reveal(patient)).Refusal, StringComparison.Ordinal);
        stub.Response = null;
        Assert.Null((await Reveal(patient)).Refusal);
    }

    [Fact]
    public async Task One_that_is_away_is_said_to_be_and_signs_when_it_is_back()
    {
        var stub = await StubSigner.Start(Spec, Keys);
        using var signer = await Connect(stub);
        var url = stub.Url;
        await stub.DisposeAsync();
        Assert.Contains("cannot be reached at http://127.0.0.1:", (await Reveal(signer)).Refusal, StringComparison.Ordinal);
        var (none, failure) = await RemoteSigner.Connect(Options(url), Spec, Chain, ManagedBls.Shared, null);
        Assert.Equal((null, RemoteFailureKind.Unreachable), (none, failure!.Kind));
        await using var back = await StubSigner.Start(Spec, Keys, url.Port);
        Assert.Null((await Reveal(signer)).Refusal);
    }

    [Theory]
    [InlineData(200, "<html>", RemoteFailureKind.NoAnswer)]
    [InlineData(200, "{}", RemoteFailureKind.NoAnswer)]
    [InlineData(200, "[\"0x12\"]", RemoteFailureKind.NoAnswer)]
    [InlineData(200, "[7]", RemoteFailureKind.NoAnswer)]
    [InlineData(200, "[\"\\ud800\"]", RemoteFailureKind.NoAnswer)]
    [InlineData(200, "[", RemoteFailureKind.NoAnswer)]
    [InlineData(200, "", RemoteFailureKind.NoAnswer)]
    [InlineData(404, "", RemoteFailureKind.HttpStatus)]
    [InlineData(500, "", RemoteFailureKind.Failed)]
    public async Task A_list_of_keys_that_is_none_is_refused(int status, string body, RemoteFailureKind kind)
    {
        await using var stub = await StubSigner.Start(Spec, Keys);
        stub.Response = http =>
        {
            http.Response.StatusCode = status;
            return http.Response.WriteAsync(body);
        };
        var (signer, failure) = await RemoteSigner.Connect(Options(stub.Url), Spec, Chain, ManagedBls.Shared, null);
        Assert.Null(signer);
        Assert.Equal(kind, failure!.Kind);
    }

    [Fact]
    public async Task A_key_that_is_no_point_is_refused_and_keys_that_are_given_are_not_asked_for()
    {
        await using var stub = await StubSigner.Start(Spec, Keys);
        var none = $"0x{new string('1', 96)}";
        stub.Response = http => http.Response.WriteAsync($"[\"{none}\"]");
        var (_, failure) = await RemoteSigner.Connect(Options(stub.Url), Spec, Chain, ManagedBls.Shared, null);
        Assert.Contains(none, failure!.Message, StringComparison.Ordinal);
        stub.Response = null;
        using var signer = (await RemoteSigner.Connect(Options(stub.Url), Spec, Chain, ManagedBls.Shared, [Keys.Pubkeys[1]])).Signer!;
        Assert.Equal([Keys.Pubkeys[1]], signer.Pubkeys);
        Assert.Contains("not here", signer.Sign(Randao(), Root.Zero).Now!.Refusal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_message_without_content_is_not_sent()
    {
        await using var stub = await StubSigner.Start(Spec, Keys);
        using var signer = await Connect(stub);
        var bare = new ToSign.Other(Keys.Pubkeys[0], Root.Zero, default);
        Assert.Contains("not of a type", signer.Sign(bare, Root.Zero).Now!.Refusal, StringComparison.Ordinal);
        Assert.Empty(stub.Types);
    }

    private static ChainSpec SpecOf(int epochsAFork = 1)
    {
        string[] forks = ["ALTAIR", "BELLATRIX", "CAPELLA", "DENEB", "ELECTRA", "FULU", "GLOAS"];
        var yaml = "PRESET_BASE: minimal\nCONFIG_NAME: signer\n"
            + string.Concat(forks.Select((fork, index) => $"{fork}_FORK_EPOCH: {(index + 1) * epochsAFork}\n"));
        Assert.True(ChainConfig.TryParse(yaml, out var config, out _));
        return new ChainSpec(Preset.Minimal, config);
    }

    private static RemoteSignerOptions Options(Uri url, TimeSpan? timeout = null) => new(url, timeout ?? TimeSpan.FromSeconds(20), 4);

    private static async Task<RemoteSigner> Connect(StubSigner stub, TimeSpan? timeout = null)
    {
        var (signer, failure) = await RemoteSigner.Connect(Options(stub.Url, timeout), Spec, Chain, ManagedBls.Shared, null);
        Assert.Null(failure);
        return signer!;
    }

    private static Task<SigningOutcome> Reveal(RemoteSigner signer) =>
        signer.Sign(Randao(), SigningRootOf(Randao(), ForkName.Phase0)).Later!;

    private static ToSign.Other Randao() => Other(Constants.DomainRandao, 0, NumberRoot(0), new SigningContent.RandaoReveal(0));

    private static Root SigningRootOf(ToSign message, ForkName fork) => Misc.ComputeSigningRoot(
        message switch
        {
            ToSign.Block { Whole: { } whole } => whole.HashTreeRoot(Spec.Ssz(fork)),
            ToSign.Block block => block.Header.HashTreeRoot(Spec.Ssz(fork)),
            ToSign.Attestation vote => vote.Data.HashTreeRoot(Spec.Ssz(fork)),
            ToSign.Other other => other.ObjectRoot,
            _ => throw new ArgumentOutOfRangeException(nameof(message)),
        },
        message.Domain);

    private static Domain DomainOf(DomainType type, Epoch epoch) => Misc.ComputeDomain(type, Spec.ForkVersion(Spec.ForkAt(epoch)), Chain);

    private static ToSign.Other Other(DomainType type, Epoch epoch, Root root, SigningContent content) =>
        new(Keys.Pubkeys[0], root, DomainOf(type, epoch), content);

    private static Root NumberRoot(ulong number)
    {
        var chunk = new byte[32];
        BitConverter.TryWriteBytes(chunk, number);
        return new Root(chunk);
    }

    private static IEnumerable<ToSign> Messages(ForkName fork)
    {
        var (ssz, key, epoch) = (Spec.Ssz(fork), Keys.Pubkeys[0], (ulong)fork);
        var slot = (epoch * Spec.Preset.SlotsPerEpoch) + 3;
        var signature = Keys.Sign(key, Root.Zero);
        var header = new BeaconBlockHeader { Slot = slot, ProposerIndex = 9, ParentRoot = Chain, StateRoot = Chain, BodyRoot = Chain };
        if (fork < ForkName.Bellatrix)
        {
            var body = BeaconBlockBody.Default(ssz) with { RandaoReveal = signature };
            var whole = new BeaconBlock { Slot = slot, ProposerIndex = 9, ParentRoot = Chain, StateRoot = Chain, Body = body };
            yield return new ToSign.Block(
                key, header with { BodyRoot = body.HashTreeRoot(ssz) }, DomainOf(Constants.DomainBeaconProposer, epoch), whole);
        }
        else
        {
            yield return new ToSign.Block(key, header, DomainOf(Constants.DomainBeaconProposer, epoch));
        }

        var data = new AttestationData
        {
            Slot = slot,
            Index = 1,
            BeaconBlockRoot = Chain,
            Source = new Checkpoint { Epoch = 1, Root = Chain },
            Target = new Checkpoint { Epoch = epoch, Root = Chain },
        };
        yield return new ToSign.Attestation(key, data, DomainOf(Constants.DomainBeaconAttester, epoch));
        yield return Other(Constants.DomainRandao, epoch, NumberRoot(epoch), new SigningContent.RandaoReveal(epoch));
        yield return Other(Constants.DomainSelectionProof, epoch, NumberRoot(slot), new SigningContent.AggregationSlot(epoch, slot));
        var aggregate = AggregateAndProof.Default(ssz) with { AggregatorIndex = 5, SelectionProof = signature };
        aggregate = aggregate with { Aggregate = aggregate.Aggregate with { Data = data, Signature = signature } };
        yield return Of(
            Constants.DomainAggregateAndProof, aggregate.HashTreeRoot(ssz), new SigningContent.Aggregate(epoch, aggregate));
        var exit = new VoluntaryExit { Epoch = epoch, ValidatorIndex = 4 };
        yield return Of(Constants.DomainVoluntaryExit, exit.HashTreeRoot(ssz), new SigningContent.Exit(epoch, exit));
        if (fork >= ForkName.Altair)
        {
            yield return Of(Constants.DomainSyncCommittee, Chain, new SigningContent.SyncCommitteeHead(epoch, slot, Chain));
            var selection = new SyncAggregatorSelectionData { Slot = slot, SubcommitteeIndex = 2 };
            yield return Of(
                Constants.DomainSyncCommitteeSelectionProof,
                selection.HashTreeRoot(ssz),
                new SigningContent.SyncCommitteeSelection(epoch, selection));
            var contribution = ContributionAndProof.Default(ssz) with { AggregatorIndex = 5, SelectionProof = signature };
            contribution = contribution with { Contribution = contribution.Contribution with { Slot = slot, BeaconBlockRoot = Chain } };
            yield return Of(
                Constants.DomainContributionAndProof,
                contribution.HashTreeRoot(ssz),
                new SigningContent.Contribution(epoch, contribution));
        }

        if (fork >= ForkName.Gloas)
        {
            foreach (var message in OfGloas(ssz, epoch, slot))
            {
                yield return message;
            }
        }

        ToSign.Other Of(DomainType type, Root root, SigningContent content) => Other(type, epoch, root, content);
    }

    private static IEnumerable<ToSign> OfGloas(SszContext ssz, Epoch epoch, Slot slot)
    {
        var key = Keys.Pubkeys[0];
        var vote = new PayloadAttestationData { Slot = slot, BeaconBlockRoot = Chain, PayloadPresent = true };
        yield return Other(Constants.DomainPtcAttester, epoch, vote.HashTreeRoot(ssz), new SigningContent.PayloadVote(epoch, vote));
        var bid = ExecutionPayloadBid.Default(ssz) with { Slot = slot, Value = 7, BuilderIndex = 3 };
        yield return Other(Constants.DomainBeaconBuilder, epoch, bid.HashTreeRoot(ssz), new SigningContent.Bid(epoch, bid));
        var envelope = ExecutionPayloadEnvelope.Default(ssz) with { BeaconBlockRoot = Chain };
        envelope = envelope with { Payload = envelope.Payload with { SlotNumber = slot } };
        yield return Other(
            Constants.DomainBeaconBuilder, epoch, envelope.HashTreeRoot(ssz), new SigningContent.Envelope(epoch, envelope));
        var preferences = new ProposerPreferences { ProposalSlot = slot, ValidatorIndex = 9, TargetGasLimit = 60_000_000 };
        yield return Other(
            Constants.DomainProposerPreferences, epoch, preferences.HashTreeRoot(ssz), new SigningContent.Preferences(epoch, preferences));
        var deposit = new DepositMessage { Pubkey = key, WithdrawalCredentials = Chain, Amount = 32_000_000_000 };
        yield return new ToSign.Other(
            key,
            deposit.HashTreeRoot(ssz),
            Misc.ComputeDomain(Spec.Config, Constants.DomainDeposit),
            new SigningContent.Deposit(epoch, deposit));
        yield return new ToSign.Other(
            key,
            RegistrationRoot(key),
            Misc.ComputeDomain(Spec.Config, new DomainType([0, 0, 0, 1])),
            new SigningContent.Registration(epoch, InteropGenesis.AddressOf(1), 60_000_000, 1_800_000_000, key));

        // The data is one chunk, of a list of 128.
        var data = ByteList.Create("builder.example"u8);
        yield return new ToSign.Other(
            key,
            BuilderRequestRoot(data, slot),
            Misc.ComputeDomain(Spec.Config, new DomainType([0x0b, 0, 0, 1])),
            new SigningContent.BuilderRequest(epoch, data, slot));
    }

    private static Root RegistrationRoot(BLSPubkey key) => Merkle.HashPair(
        Merkle.HashPair(new Root([.. InteropGenesis.AddressOf(1).AsSpan(), .. new byte[12]]), NumberRoot(60_000_000)),
        Merkle.HashPair(
            NumberRoot(1_800_000_000), Merkle.HashPair(new Root(key.AsSpan()[..32]), new Root([.. key.AsSpan()[32..], .. new byte[16]]))));

    private static Root BuilderRequestRoot(ByteList data, Slot slot)
    {
        var (root, zero) = (new Root([.. data.AsSpan(), .. new byte[32 - data.Length]]), Root.Zero);
        for (var depth = 0; depth < 7; depth++)
        {
            (root, zero) = (Merkle.HashPair(root, zero), Merkle.HashPair(zero, zero));
        }

        return Merkle.HashPair(Merkle.HashPair(root, NumberRoot((ulong)data.Length)), NumberRoot(slot));
    }
}
