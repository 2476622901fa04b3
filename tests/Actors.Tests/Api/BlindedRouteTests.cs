using System.Collections.Immutable;
using System.Net;
using System.Numerics;
using Akka.Actor;
using Akka.TestKit;
using Consensoor.Actors.Tests.Builders;
using Consensoor.Actors.Tests.Validators;
using Consensoor.Interop.Builders;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.Transition.Block;
using Xunit;
using static Consensoor.Actors.Tests.Api.ApiBodies;

namespace Consensoor.Actors.Tests.Api;

/// <summary>
/// Blinded blocks and registrations over HTTP, for validator clients: what they are given to sign, where the signed block goes, and whom
/// builders are told of. The test stands for production, builders and publisher.
/// </summary>
public sealed class BlindedRouteTests : PatientKit
{
    private const string Publish = "/eth/v2/beacon/blinded_blocks", Register = "/eth/v1/validator/register_validator";
    private const Slot Electra = 42, Fulu = 50;
    private static readonly ChainSpec Spec = PlannedChain.Spec;
    private static readonly string Reveal = "randao_reveal=0x" + new string('0', 192);
    private readonly List<object> _told = [];
    private readonly List<PublishAndImport> _published = [];
    private readonly List<ProduceBlock> _asked = [];
    private readonly TestProbe _node;
    private ProposerTable _table = ProposerTable.Empty;
    private Func<SubmitBlindedBlock, BlindedBlockSubmitted> _submitted =
        static ask => new BlindedBlockSubmitted(ask.RequestId, null, null, null);

    private Func<TellBuilderPreferences, IReadOnlyList<string?>> _preferred = static tell => new string?[tell.Entries.Count];
    private IBlockProduced? _produced;

    public BlindedRouteTests()
    {
        _node = CreateTestProbe();
        _node.SetAutoPilot(new DelegateAutoPilot((sender, message) =>
        {
            switch (message)
            {
                case ProduceBlock ask:
                    _asked.Add(ask);
                    sender.Tell(_produced!, _node);
                    break;
                case SubmitBlindedBlock ask:
                    _told.Add(ask);
                    sender.Tell(_submitted(ask), _node);
                    break;
                case PublishAndImport publication:
                    _published.Add(publication);
                    sender.Tell(new PublicationEnded(publication.Root, PublicationEnd.Integrated, null), _node);
                    break;
                case TellBuilderPreferences tell:
                    _told.Add(tell);
                    sender.Tell(new BuilderPreferencesTold(tell.RequestId, _preferred(tell)), _node);
                    break;
                case GetProposers:
                    sender.Tell(new ProposersChanged(_table), _node);
                    break;
                default:
                    lock (_told)
                    {
                        _told.Add(message);
                    }

                    break;
            }

            return AutoPilot.KeepRunning;
        }));
    }

    [Theory]
    [InlineData(Electra, "electra")]
    [InlineData(Fulu, "fulu")]
    public async Task ABlindedBlockIsGivenAsTheApiSaysAndItsSignedFormGoesToItsBuilder(Slot slot, string fork)
    {
        await using var server = await Start(slot);
        var block = Make(slot);
        var context = Spec.Ssz(Spec.ForkAtSlot(slot));
        var path = $"/eth/v3/validator/blocks/{slot}?{Reveal}&builder_boost_factor=90";
        var json = await server.Ask("GET", path);
        Assert.Equal((true, 90UL), (_asked[^1].TakesBlinded, _asked[^1].BoostFactor));
        Assert.True(json.GetProperty("execution_payload_blinded").GetBoolean());
        Assert.Equal(("77", "12000000000"), (
            json.GetProperty("execution_payload_value").GetString(), json.GetProperty("consensus_block_value").GetString()));
        SszFailure failure = default;
        Assert.True(BlindedBeaconBlock.TryReadJson(json.GetProperty("data"), context, out var read, ref failure));
        Assert.Equal(block.HashTreeRoot(context), read.HashTreeRoot(context));
        using var ssz = await server.Send("GET", path, null, accept: "application/octet-stream");
        Assert.Equal("true", ssz.Headers.GetValues("Eth-Execution-Payload-Blinded").Single());
        Assert.Equal(block.ToSsz(context), await ssz.Content.ReadAsByteArrayAsync());

        var signed = new SignedBlindedBeaconBlock { Message = block, Signature = new BLSSignature([7, .. new byte[95]]) };
        await server.Ask("POST", Publish, Json(signed, context), HttpStatusCode.OK, fork);
        var submit = Assert.IsType<SubmitBlindedBlock>(Assert.Single(_told));
        Assert.Equal(["http://builder", "http://two"], submit.Urls);
        Assert.Equal(server.Schedule.StartOf(slot + 1) - (server.Schedule.DurationOf(slot) / 64), submit.By);
        Assert.Equal(signed.ToSsz(context), submit.Block.ToSsz(context));
        Assert.Empty(_published);

        // Where the builder shows the payload, the node publishes the block; in SSZ and the first version too.
        var payload = ExecutionPayload.Default(context);
        _submitted = ask => new BlindedBlockSubmitted(
            ask.RequestId, ask.Block.With(payload), new PayloadBuilt(0, payload, default, BuiltBlobs.None, null, null), null);
        using var bytes = Ssz(signed.ToSsz(context));
        using var whole = await server.Send("POST", Publish.Replace("v2", "v1", StringComparison.Ordinal), bytes);
        Assert.Equal(HttpStatusCode.OK, whole.StatusCode);
        var published = Assert.Single(_published);
        Assert.Equal((block.HashTreeRoot(context), slot), (published.Root, published.Slot));
        Assert.Equal(signed.With(payload).ToSsz(context), published.Block!.ToSsz(context));

        _submitted = static ask => new BlindedBlockSubmitted(ask.RequestId, null, null, "it has gone away");
        var lost = await server.Ask("POST", Publish, Json(signed, context), HttpStatusCode.ServiceUnavailable, fork);
        Assert.Contains("it has gone away", lost.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Single(_published);
    }

    [Fact]
    public async Task WhatWasNotMadeHereOrIsOfAnotherSlotOrForkNoBuilderSees()
    {
        await using var server = await Start(Fulu);
        var context = Spec.Ssz(ForkName.Fulu);
        var stranger = new SignedBlindedBeaconBlock { Message = Make(Fulu), Signature = default };
        var refused = await server.Ask("POST", Publish, Json(stranger, context), HttpStatusCode.BadRequest, "fulu");
        Assert.Contains("was not made here", refused.GetProperty("message").GetString(), StringComparison.Ordinal);
        await server.Ask("GET", $"/eth/v3/validator/blocks/{Fulu}?{Reveal}");
        await server.Ask("POST", Publish, Json(stranger, context), HttpStatusCode.BadRequest);
        await server.Ask("POST", Publish, Json(stranger, context), HttpStatusCode.BadRequest, "gloas");
        await server.Ask("POST", Publish, Json(stranger, context), HttpStatusCode.BadRequest, "deneb");
        await server.Ask("POST", Publish, Json(stranger, context), HttpStatusCode.BadRequest, "electra");
        await server.Ask("POST", Publish, "{}", HttpStatusCode.BadRequest, "fulu");
        await server.Ask("POST", $"{Publish}?broadcast_validation=none", Json(stranger, context), HttpStatusCode.BadRequest, "fulu");
        var late = stranger with { Message = stranger.Message with { Slot = Fulu - 1 } };
        await server.Ask("POST", Publish, Json(late, context), HttpStatusCode.BadRequest, "fulu");
        Assert.Empty(_told);
        await server.Ask("POST", Publish, Json(stranger, context), HttpStatusCode.OK, "fulu");
        Assert.Single(_told);
    }

    [Fact]
    public async Task ClientsThatDoNotKnowBlindedBlocksAreGivenNone()
    {
        await using var server = await Start(Fulu);
        var context = Spec.Ssz(ForkName.Fulu);
        var built = new PayloadBuilt(0, ExecutionPayload.Default(context), default, BuiltBlobs.None, null, null);
        var block = BeaconBlock.Default(context) with { Slot = Fulu };
        _produced = new BlockProduced(0, block, new PlannedChain().StateAt(Fulu), built);
        await server.Ask("GET", $"/eth/v2/validator/blocks/{Fulu}?{Reveal}");
        Assert.False(Assert.Single(_asked).TakesBlinded);
    }

    [Fact]
    public async Task RegistrationsOfValidatorsGoToTheBuildersOfTheirKeys()
    {
        await using var server = await Start(Fulu);
        var state = Chain(Fulu).HeadState;
        BuilderEndpoint[] general = [BlindedStates.Endpoint("http://one"), BlindedStates.Endpoint("http://two")];
        var own = BuilderConfig.None with { Builders = [new BuilderEntry("http://own", null, [], null, null, null)] };
        var usual = ProposerDefaults.Usual;
        _table = ProposerTable.Empty with
        {
            Defaults = usual with { Builders = usual.Builders with { Builders = general } },
            Given = ImmutableDictionary<BLSPubkey, ProposerEntry>.Empty
                .Add(state.Validators[1].Pubkey, ProposerEntry.None with { Builders = own })
                .Add(state.Validators[2].Pubkey, ProposerEntry.None with { Builders = BuilderConfig.None with { IsEnabled = false } }),
        };
        SignedValidatorRegistrationV1[] given =
        [
            .. Enumerable.Range(0, 3).Select(index => Registration(state.Validators[index].Pubkey)),
            Registration(new BLSPubkey([9, .. new byte[47]])),
        ];
        var context = Spec.Ssz(ForkName.Fulu);
        await server.Ask("POST", Register, $"[{string.Join(",", given.Select(one => Json(one, context)))}]");
        using var bytes = Ssz([.. given.SelectMany(one => one.ToSsz(context))]);
        using var ssz = await server.Send("POST", Register, bytes);
        Assert.Equal(HttpStatusCode.OK, ssz.StatusCode);
        await AwaitAssertAsync(() =>
        {
            lock (_told)
            {
                Assert.Equal(6, _told.Count);
            }
        });
        var told = _told.Cast<RegisterWithBuilder>().ToList();
        Assert.Equal(["http://one", "http://own", "http://two"], told.Take(3).Select(static one => one.Url));
        Assert.All(told, one => Assert.Equal(given[one.Url == "http://own" ? 1 : 0], Assert.Single(one.Registrations)));
        await server.Ask("POST", Register, "{}", HttpStatusCode.BadRequest);
        await server.Ask("POST", Register, "[{}]", HttpStatusCode.BadRequest);
        await server.Ask("POST", Register, "[]");
    }

    [Fact]
    public async Task FromGloasOnNobodyIsToldOfRegistrations()
    {
        await using var server = await Start(60);
        await server.Ask("POST", Register, $"[{Json(Registration(Chain(60).HeadState.Validators[0].Pubkey), Spec.Ssz(ForkName.Fulu))}]");
        Assert.Empty(_told);
    }

    [Fact]
    public async Task PreferencesGoToTheBuildersOfTheirUrlsAndWhatFailsIsToldByItsPlace()
    {
        await using var server = await Start(60);
        const string path = "/eth/v1/validator/builder_preferences";
        var context = Spec.Ssz(ForkName.Gloas);
        var pubkey = new BLSPubkey([9, .. new byte[47]]);
        var auth = new SignedBuilderRequestAuth
        {
            Message = new BuilderRequestAuth { Data = ByteList.Create("ab"u8), Slot = 64 },
            Signature = new BLSSignature([3, .. new byte[95]]),
        };
        string Entry(string url) =>
            $"{{\"proposer_pubkey\":\"{pubkey}\",\"url\":\"{url}\",\"auth\":{Json(auth, context)},\"max_execution_payment\":\"7\"}}";
        _preferred = static tell => [.. tell.Entries.Select(static one => one.Url == "http://bad" ? "it is full" : null)];
        await server.Ask("POST", path, $"[{Entry("http://one")},{Entry("http://two")}]", HttpStatusCode.OK, "gloas");
        var told = Assert.IsType<TellBuilderPreferences>(Assert.Single(_told));
        Assert.Equal(["http://one", "http://two"], told.Entries.Select(static one => one.Url));
        Assert.Equal(
            new BuilderPreference("http://one", pubkey, 64, auth.Message.Data, auth.Signature, 7), told.Entries[0]);
        var failed = await server.Ask(
            "POST",
            path,
            $"[{Entry("ftp://none")},{Entry("http://one")},{Entry("http://bad")}]",
            HttpStatusCode.BadRequest,
            "gloas");
        Assert.Equal(
            [(0, "its url is no URL http://HOST or https://HOST"), (2, "it is full")],
            failed.GetProperty("failures").EnumerateArray().Select(static one => (
                one.GetProperty("index").GetInt32(), one.GetProperty("message").GetString()!)));

        var entry = new BuilderPreferencesEntry
        {
            ProposerPubkey = pubkey,
            Url = ByteList.Create("http://one"u8),
            Auth = auth,
            MaxExecutionPayment = 7,
        };
        var bytes = entry.ToSsz(context);
        using var content = Ssz([4, 0, 0, 0, .. bytes]);
        using var ssz = await server.Send("POST", path, content, "gloas");
        Assert.Equal(HttpStatusCode.OK, ssz.StatusCode);
        Assert.Equal(told.Entries[0], Assert.Single(Assert.IsType<TellBuilderPreferences>(_told[^1]).Entries));
        var count = _told.Count;
        await server.Ask("POST", path, $"[{Entry("http://one")}]", HttpStatusCode.BadRequest, "fulu");
        await server.Ask("POST", path, $"[{Entry("")}]", HttpStatusCode.BadRequest, "gloas");
        await server.Ask("POST", path, $"[{Entry(new string('a', 2_049))}]", HttpStatusCode.BadRequest, "gloas");
        await server.Ask("POST", path, "[{}]", HttpStatusCode.BadRequest, "gloas");
        var most = string.Join(',', Enumerable.Repeat(Entry("http://one"), 4_097));
        await server.Ask("POST", path, $"[{most}]", HttpStatusCode.BadRequest, "gloas");
        Assert.Equal(count, _told.Count);
    }

    private static SignedValidatorRegistrationV1 Registration(BLSPubkey pubkey) => new()
    {
        Message = new ValidatorRegistrationV1 { GasLimit = 1, Timestamp = 2, Pubkey = pubkey },
        Signature = new BLSSignature([3, .. new byte[95]]),
    };

    private static ChainView Chain(Slot slot) => new PlannedChain().ViewIn(slot, isEarly: false);

    private BlindedBeaconBlock Make(Slot slot)
    {
        var context = Spec.Ssz(Spec.ForkAtSlot(slot));
        var block = BlindedBeaconBlock.Of(
            BeaconBlock.Default(context) with { Slot = slot },
            ExecutionPayloads.HeaderOf(ExecutionPayload.Default(context), context));
        var value = (UInt256)new BigInteger(77);
        _produced = new BlindedBlockProduced(0, block, new PlannedChain().StateAt(slot), ["http://builder", "http://two"], value)
        {
            Reward = 12,
        };
        return block;
    }

    private Task<ApiServer> Start(Slot slot) => ApiServer.Start(
        Chain(slot), ApiServer.Ports(production: _node, publisher: _node, proposers: _node) with { Builders = _node });
}
