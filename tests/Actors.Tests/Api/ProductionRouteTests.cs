using System.Net;
using System.Numerics;
using System.Text.Json;
using Akka.Actor;
using Akka.TestKit;
using Consensoor.Actors.Tests.Validators;
using Consensoor.Messages;
using Consensoor.Spec;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Ssz;
using Xunit;

namespace Consensoor.Actors.Tests.Api;

/// <summary>
/// What validators are given to sign over HTTP: production's answers in the form of each version, and its refusals by status.
/// </summary>
public sealed class ProductionRouteTests : PatientKit
{
    private const string Data = "/eth/v1/validator/attestation_data", Payload = "/eth/v1/validator/payload_attestation_data";
    private const string Contribution = "/eth/v1/validator/sync_committee_contribution";
    private const string Reveal = "randao_reveal=0x" + Zeros;
    private const string Some32 = "00000000000000000000000000000000";
    private const string Zeros = Some32 + Some32 + Some32 + Some32 + Some32 + Some32;
    private const string Aggregate = "/eth/v2/validator/aggregate_attestation", OldAggregate = "/eth/v1/validator/aggregate_attestation";

    private static readonly ChainSpec Spec = PlannedChain.Spec;
    private static readonly Root Some = new([.. new byte[31], 9]);
    private readonly TestProbe _production;
    private readonly List<IProductionQuestion> _asked = [];
    private Func<IProductionQuestion, object> _answer =
        static ask => new NotProduced(ask.RequestId, ask.Slot, ProductionRefusal.NothingSeen, "");

    public ProductionRouteTests()
    {
        _production = CreateTestProbe();
        _production.SetAutoPilot(new DelegateAutoPilot((sender, message) =>
        {
            _asked.Add((IProductionQuestion)message);
            sender.Tell(_answer(_asked[^1]), _production);
            return AutoPilot.KeepRunning;
        }));
    }

    [Fact]
    public async Task WhatIsProducedIsGivenInJsonOrSsz()
    {
        await using var server = await Start(60);
        var (gloas, phase0) = (Spec.Ssz(ForkName.Gloas), Spec.Ssz(ForkName.Phase0));
        var data = AttestationData.Default(gloas) with { Slot = 60, BeaconBlockRoot = Some };
        _answer = ask => new AttestationDataProduced(ask.RequestId, data);
        await Gives(server, $"{Data}?slot=60&committee_index=3", data, gloas, null);
        Assert.Equal((60UL, 3UL), (_asked[^1].Slot, ((ProduceAttestationData)_asked[^1]).CommitteeIndex));
        await server.Ask("GET", $"{Data}?slot=60");

        var aggregate = Attestation.Default(gloas) with { Data = data };
        _answer = ask => new AggregateProduced(ask.RequestId, aggregate);
        await Gives(server, $"{Aggregate}?slot=60&committee_index=1&attestation_data_root={Some}", aggregate, gloas, "gloas");
        Assert.Equal((1UL, Some), (((ProduceAggregate)_asked[^1]).CommitteeIndex, ((ProduceAggregate)_asked[^1]).AttestationDataRoot));
        var old = Attestation.Default(phase0) with { Data = data with { Slot = 6 } };
        _answer = ask => new AggregateProduced(ask.RequestId, old);
        await Gives(server, $"{OldAggregate}?slot=6&attestation_data_root={Some}", old, phase0, null);
        Assert.Null(((ProduceAggregate)_asked[^1]).CommitteeIndex);

        var contribution = SyncCommitteeContribution.Default(gloas) with { Slot = 60 };
        _answer = ask => new SyncCommitteeContributionProduced(ask.RequestId, contribution);
        await Gives(server, $"{Contribution}?slot=60&subcommittee_index=2&beacon_block_root={Some}", contribution, gloas, null);

        var vote = PayloadAttestationData.Default(gloas) with { Slot = 60, PayloadPresent = true };
        _answer = ask => new PayloadAttestationDataProduced(ask.RequestId, vote);
        await Gives(server, $"{Payload}?slot=60", vote, gloas, "gloas");
        await Gives(server, $"{Payload}/60", vote, gloas, "gloas");
    }

    [Theory]
    [InlineData(ProductionRefusal.NoHead, 503)]
    [InlineData(ProductionRefusal.NotSynced, 503)]
    [InlineData(ProductionRefusal.Optimistic, 503)]
    [InlineData(ProductionRefusal.Overloaded, 503)]
    [InlineData(ProductionRefusal.TooLate, 503)]
    [InlineData(ProductionRefusal.FutureSlot, 400)]
    [InlineData(ProductionRefusal.UnknownSlot, 400)]
    [InlineData(ProductionRefusal.UnknownCommittee, 400)]
    [InlineData(ProductionRefusal.Invalid, 500)]
    [InlineData(ProductionRefusal.InvalidReveal, 400)]
    public async Task WhatIsNotProducedIsRefusedWithItsReason(ProductionRefusal refusal, int status)
    {
        await using var server = await Start(60);
        _answer = ask => new NotProduced(ask.RequestId, ask.Slot, refusal, "the reason");
        var block = $"/eth/v4/validator/blocks/60?{Reveal}&include_payload=true";
        foreach (var path in (string[])[$"{Data}?slot=60", $"{Payload}?slot=60", block])
        {
            var answer = await server.Ask("GET", path, expected: (HttpStatusCode)status);
            Assert.Equal("the reason", answer.GetProperty("message").GetString());
        }
    }

    [Fact]
    public async Task WhereNothingWasSeenThereIsNothingToSign()
    {
        await using var server = await Start(60);
        Assert.Equal(default, await server.Ask("GET", $"{Payload}?slot=60", expected: HttpStatusCode.NoContent));
        await server.Ask(
            "GET", $"{Aggregate}?slot=60&committee_index=0&attestation_data_root={Some}", expected: HttpStatusCode.NotFound);
        await server.Ask(
            "GET", $"{Contribution}?slot=60&subcommittee_index=0&beacon_block_root={Some}", expected: HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task WhatIsMissingMalformedOrOutOfRangeIsRefused()
    {
        await using var server = await Start(60);
        foreach (var path in (string[])
            [
                Data, $"{Data}?slot=", $"{Data}?slot=x", $"{Data}?slot=-1", $"{Data}?slot=18446744073709551616", $"{Data}?slot=1&slot=1",
                $"{Data}?slot=1&committee_index=x", Payload, $"{Payload}?slot=x",
                $"{Aggregate}?slot=60&committee_index=0", $"{Aggregate}?slot=60&committee_index=0&attestation_data_root=0x12",
                $"{Aggregate}?slot=60&attestation_data_root={Some}",
                $"{Aggregate}?committee_index=0&attestation_data_root={Some}",
                $"{OldAggregate}?slot=60&attestation_data_root={Some}",
                $"{Contribution}?slot=60&beacon_block_root={Some}", $"{Contribution}?slot=60&subcommittee_index=4&beacon_block_root={Some}",
                $"{Contribution}?slot=60&subcommittee_index=0", $"{Contribution}?subcommittee_index=0&beacon_block_root={Some}",
                "/eth/v3/validator/blocks/30", "/eth/v3/validator/blocks/30?randao_reveal=0x12", $"/eth/v3/validator/blocks/x?{Reveal}",
                $"/eth/v3/validator/blocks/60?{Reveal}", $"/eth/v3/validator/blocks/30?{Reveal}&graffiti=0x12",
                $"/eth/v3/validator/blocks/30?{Reveal}&builder_boost_factor=x", $"/eth/v3/validator/blocks/30?{Reveal}&{Reveal}",
                $"/eth/v3/validator/blocks/30?{Reveal}&skip_randao_verification",
                $"/eth/v4/validator/blocks/60?{Reveal}", $"/eth/v4/validator/blocks/60?{Reveal}&include_payload=x",
                $"/eth/v4/validator/blocks/30?{Reveal}&include_payload=true",
                $"/eth/v1/validator/execution_payload_envelopes/60/0x12", $"/eth/v1/validator/execution_payload_envelopes/x/{Some}",
            ])
        {
            await server.Ask("GET", path, expected: HttpStatusCode.BadRequest);
        }

        const string Fourth = $"/eth/v4/validator/blocks/60?{Reveal}&include_payload=true";
        const string Body = """{"min_bid":"1","builder_boost_factor":"100","builders":[]}""";
        await server.Ask("POST", Fourth, Body, HttpStatusCode.BadRequest);
        await server.Ask("POST", Fourth, Body, HttpStatusCode.BadRequest, "fulu");
        foreach (var broken in (string[])
            [
                "", "[]", "{}", Body.Replace("\"1\"", "1", StringComparison.Ordinal), Body.Replace("[]", "{}", StringComparison.Ordinal),
                Body.Replace("[]", "[{}]", StringComparison.Ordinal), Body.Replace("builders", "builder", StringComparison.Ordinal),
            ])
        {
            await server.Ask("POST", Fourth, broken, HttpStatusCode.BadRequest, "gloas");
        }

        Assert.Empty(_asked);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(26)]
    [InlineData(34)]
    [InlineData(42)]
    [InlineData(50)]
    public async Task ABlockComesWithItsBlobsAndValues(ulong slot)
    {
        var (fork, chain) = (Spec.ForkAtSlot(slot), new PlannedChain());
        var context = Spec.Ssz(fork);
        await using var server = await Start(slot);
        var block = BeaconBlock.Default(context) with { Slot = slot };
        var blobs = fork < ForkName.Deneb ? BuiltBlobs.None : new BuiltBlobs([default], [default], [ByteList.Create(new byte[131_072])]);
        var built = new PayloadBuilt(0, ExecutionPayload.Default(context), (UInt256)new BigInteger(77), blobs, null, null);
        _answer = ask => new BlockProduced(ask.RequestId, block, chain.StateAt(slot), fork < ForkName.Bellatrix ? null : built)
        {
            Reward = ((ProduceBlock)ask).IsValued ? 12_345UL : null,
        };
        var path = $"/eth/v3/validator/blocks/{slot}?{Reveal}&graffiti={Some}&builder_boost_factor=0";
        var json = await server.Ask("GET", path);
        Assert.Equal(Some, ((ProduceBlock)_asked[^1]).Graffiti);
        Assert.Equal(fork < ForkName.Bellatrix ? "0" : "77", json.GetProperty("execution_payload_value").GetString());
        Assert.False(json.GetProperty("execution_payload_blinded").GetBoolean());
        var data = json.GetProperty("data");
        Assert.Equal(fork >= ForkName.Deneb, data.TryGetProperty("blobs", out var shown) && shown.GetArrayLength() == 1);
        using var ssz = await server.Send("GET", path, null, accept: "application/octet-stream");
        Assert.Equal((HttpStatusCode.OK, fork.Text()), (ssz.StatusCode, ssz.Headers.GetValues("Eth-Consensus-Version").Single()));
        Assert.Equal("false", ssz.Headers.GetValues("Eth-Execution-Payload-Blinded").Single());
        Assert.Equal("12345000000000", json.GetProperty("consensus_block_value").GetString());
        Assert.Equal("12345000000000", ssz.Headers.GetValues("Eth-Consensus-Block-Value").Single());
        var bytes = await ssz.Content.ReadAsByteArrayAsync();
        var whole = block.ToSsz(context);
        Assert.Equal(fork < ForkName.Deneb ? whole.Length : 12 + whole.Length + 48 + 131_072, bytes.Length);
        Assert.Equal(whole, bytes.AsSpan(fork < ForkName.Deneb ? 0 : 12, whole.Length).ToArray());
        await server.Ask("GET", path.Replace("v3", "v2", StringComparison.Ordinal));
        var text = $"/eth/v2/validator/blocks/{slot}?{Reveal}&graffiti=Lodestar-v1.5.1/c/d9ce03e";
        await server.Ask("GET", text);
        Assert.Equal((byte)'L', ((ProduceBlock)_asked[^1]).Graffiti!.Value[0]);
        await server.Ask("GET", text.Replace("v2", "v3", StringComparison.Ordinal), expected: HttpStatusCode.BadRequest);
        using var none = await server.Send("GET", path, null, accept: "text/html");
        Assert.Equal(HttpStatusCode.NotAcceptable, none.StatusCode);
    }

    [Fact]
    public async Task ABlockOfGloasComesWithItsPayloadWhereThatIsWantedAndTheEnvelopeIsKept()
    {
        var (context, chain) = (Spec.Ssz(ForkName.Gloas), new PlannedChain());
        await using var server = await Start(60);
        var block = BeaconBlock.Default(context) with { Slot = 60 };
        var root = block.HashTreeRoot(context);
        var built = new PayloadBuilt(0, ExecutionPayload.Default(context), default, BuiltBlobs.None, null, null);
        var state = chain.StateAt(60);
        _answer = ask => new BlockProduced(ask.RequestId, block, state, built);
        const string Body = """{"min_bid":"1","builder_boost_factor":"90","builders":[{"url":"http://builder:9/"}]}""";
        var envelope = $"/eth/v1/validator/execution_payload_envelopes/60/{root}";
        await server.Ask("GET", envelope, expected: HttpStatusCode.NotFound);
        var path = $"/eth/v4/validator/blocks/60?{Reveal}&include_payload=";
        var bare = await server.Ask("POST", $"{path}false", Body, HttpStatusCode.OK, "gloas");
        var wishes = ((ProduceBlock)_asked[^1]).Builders!;
        Assert.Equal((1UL, 90UL, "http://builder:9/"), (wishes.MinBid, wishes.BoostFactor, Assert.Single(wishes.Builders).Url));
        Assert.False(bare.GetProperty("execution_payload_included").GetBoolean());
        Assert.Equal("60", bare.GetProperty("data").GetProperty("slot").GetString());
        var kept = await server.Ask("GET", envelope);
        Assert.Equal($"{root}", kept.GetProperty("data").GetProperty("beacon_block_root").GetString());
        Assert.Equal($"{Constants.BuilderIndexSelfBuild}", kept.GetProperty("data").GetProperty("builder_index").GetString());
        await server.Ask("GET", envelope.Replace("/60/", "/59/", StringComparison.Ordinal), expected: HttpStatusCode.NotFound);

        var whole = await server.Ask("POST", $"{path}true", Body, HttpStatusCode.OK, "gloas");
        Assert.True(whole.GetProperty("execution_payload_included").GetBoolean());
        Assert.Equal(
            kept.GetProperty("data").GetRawText(), whole.GetProperty("data").GetProperty("execution_payload_envelope").GetRawText());

        // Whoever has the key elsewhere signs what the builder is asked, and is told whose bid has won.
        var signature = new BLSSignature([3, .. new byte[95]]);
        string Entry(ulong slot, string data) =>
            $"{{\"message\":{{\"data\":\"{data}\",\"slot\":\"{slot}\"}},\"signature\":\"{signature}\"}}";
        string With(string auth) => Body.Replace("9/\"", $"9/\",\"auth\":{auth}", StringComparison.Ordinal);
        _answer = ask => new BlockProduced(ask.RequestId, block, state, null) { BuilderUrl = "http://builder:9/", BidTotal = 12 };
        using var content = new StringContent(With(Entry(60, "0x6162")), System.Text.Encoding.UTF8, "application/json");
        using var given = await server.Send("POST", $"{path}false", content, "gloas");
        Assert.Equal((HttpStatusCode.OK, "http://builder:9/"), (given.StatusCode, given.Headers.GetValues("Eth-Builder-Url").Single()));
        Assert.Equal("12000000000", given.Headers.GetValues("Eth-Execution-Payload-Value").Single());
        var signed = Assert.Single(((ProduceBlock)_asked[^1]).Builders!.Builders);
        Assert.Equal((signature, ByteList.Create("ab"u8)), (signed.Signature!.Value, signed.AuthData));
        foreach (var wrong in (string[])[Entry(60, "0x6"), "{}", "null"])
        {
            await server.Ask("POST", $"{path}false", With(wrong), HttpStatusCode.BadRequest, "gloas");
        }

        // What one builder cannot be asked for costs the proposer no slot.
        async Task<IReadOnlyList<BuilderEndpoint>> Asked(string body)
        {
            await server.Ask("POST", $"{path}false", body, HttpStatusCode.OK, "gloas");
            return ((ProduceBlock)_asked[^1]).Builders!.Builders;
        }

        foreach (var (body, obstacle) in ((string, string)[])
            [
                (With(Entry(61, "0x6162")), "of slot 61"), (With(Entry(60, "0x")), "is empty"),
                (Body.Replace("http:", "ftp:", StringComparison.Ordinal), "no URL"),
                (Body.Replace("builder:9", "b\u00fccher", StringComparison.Ordinal), "no URL"),
            ])
        {
            Assert.Contains(obstacle, Assert.Single(await Asked(body)).Obstacle, StringComparison.Ordinal);
        }

        // As it was given: with a slash more the longest would not be taken with the signed block.
        _answer = ask => new BlockProduced(ask.RequestId, block, state, null) { BuilderUrl = "http://builder:9" };
        using var again = new StringContent(Body, System.Text.Encoding.UTF8, "application/json");
        using var echoed = await server.Send("POST", $"{path}false", again, "gloas");
        Assert.Equal("http://builder:9", echoed.Headers.GetValues("Eth-Builder-Url").Single());

        // A builder may be asked twice, with other data each time.
        string Twice(string other) =>
            With(Entry(60, "0x6162")).Replace("}]}", $"}},{{\"url\":\"http://builder:9/\",\"auth\":{other}}}]}}", StringComparison.Ordinal);
        await server.Ask("POST", $"{path}false", Twice(Entry(60, "0x63")), HttpStatusCode.OK, "gloas");
        Assert.Equal(2, ((ProduceBlock)_asked[^1]).Builders!.Builders.Count);
        var twice = await Asked(Twice(Entry(60, "0x6162")));
        Assert.Equal((2, null), (twice.Count, twice[0].Obstacle));
        Assert.Contains("before it", twice[1].Obstacle, StringComparison.Ordinal);

        // A builder's bid has won: there is no payload of one's own.
        _answer = ask => new BlockProduced(ask.RequestId, block with { Slot = 61 }, state, null);
        var won = await server.Ask("GET", $"/eth/v4/validator/blocks/61?{Reveal}&include_payload=true");
        Assert.False(won.GetProperty("execution_payload_included").GetBoolean());
    }

    private static async Task Gives<T>(ApiServer server, string path, T value, SszContext context, string? version)
        where T : ISszType<T>
    {
        var json = await server.Ask("GET", path);
        var failure = default(SszFailure);
        Assert.True(T.TryReadJson(json.GetProperty("data"), context, out var read, ref failure), failure.ToError().ToString());
        Assert.Equal(value, read);
        Assert.Equal(version, json.TryGetProperty("version", out var said) ? said.GetString() : null);
        using var ssz = await server.Send("GET", path, null, accept: "application/octet-stream;q=1,application/json;q=0.9");
        Assert.Equal(value.ToSsz(context), await ssz.Content.ReadAsByteArrayAsync());
        Assert.Equal(version, ssz.Headers.TryGetValues("Eth-Consensus-Version", out var header) ? header.Single() : null);
        using var none = await server.Send("GET", path, null, accept: "text/html");
        Assert.Equal(HttpStatusCode.NotAcceptable, none.StatusCode);
    }

    private Task<ApiServer> Start(Slot slot)
    {
        var view = new PlannedChain().ViewIn(0, isEarly: true) with { CurrentSlot = slot };
        return ApiServer.Start(view, ApiServer.Ports(_production));
    }
}
