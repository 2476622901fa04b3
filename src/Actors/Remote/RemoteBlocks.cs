using System.Globalization;
using System.Text;
using System.Text.Json;
using Consensoor.Actors.Api;
using Consensoor.Interop.BeaconApi;
using Consensoor.Messages;
using Consensoor.Spec;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Ssz;

namespace Consensoor.Actors.Remote;

/// <summary>
/// Has beacon nodes make blocks: the fourth version of the route from gloas on, with the payload's envelope and the builders to ask for
/// whom the proposer has signed; the third before, which may give a blinded block (electra, fulu), and the second where a node does not
/// know that. A block of another slot, with another reveal, or whose payload is not the one it promises
/// counts as none.
/// </summary>
internal sealed class RemoteBlocks(RemoteSettings settings, BeaconClient client)
{
    /// <summary>Has a block made, by what is said of its proposer, if anything; the answer is one.</summary>
    public async Task<RemoteMade> Make(IReadOnlyList<int> order, ProduceBlock ask, ProposerTerms? terms)
    {
        var fork = settings.Spec.ForkAtSlot(ask.Slot);
        var wishes = ask.Builders ?? terms?.Builders ?? BuilderTerms.Usual;

        // Blinded blocks are made with the node's own builders: they are wanted where a key names some of its own.
        var isBlindable = ask.TakesBlinded && fork is ForkName.Electra or ForkName.Fulu
            && wishes is { IsEnabled: true, Builders.Count: > 0 };
        var graffiti = ask.Graffiti ?? terms?.Graffiti;
        var query = $"{ask.Slot.ToString(CultureInfo.InvariantCulture)}?randao_reveal={ask.RandaoReveal}"
            + (graffiti is null ? "" : $"&graffiti={graffiti}");
        var question = fork >= ForkName.Gloas
            ? BeaconQuestion.Post(
                Wishes(wishes, ask.Slot, settings.Spec.Ssz(fork)), $"eth/v4/validator/blocks/{query}&include_payload=true") with
            {
                Fork = fork,
                WantedHeader = BuilderWishes.UrlHeader,
            }
            : BeaconQuestion.Get(
                // With a factor of 0 a node gives no blinded block, whose payload a builder keeps.
                $"eth/v3/validator/blocks/{query}&builder_boost_factor={Text(isBlindable ? wishes.BoostFactor : 0)}",
                $"eth/v2/validator/blocks/{query}");

        // As long as half of the slot lasts: a later block is none.
        var reading = await client.Read(
            order,
            question with { MostBytes = BeaconQuestion.Large },
            settings.Schedule.DurationOf(ask.Slot) / 2,
            answer => RemoteJson.Read(answer, json => IsBlinded(json)
                ? Blinded(answer, ask, fork, isBlindable, json)
                : Made(answer, ask, fork, wishes, json)));
        return reading.Value is not { } made
            ? new RemoteMade(RemoteMade.Nothing(ask, reading.Answer.Reason()), null, reading.Failed)
            : (await Completed(reading.Answer.Node!.Value, ask, fork, made)) with { Failed = reading.Failed };
    }

    /// <summary>Fetches the payload that a node keeps of a block that it built itself, of the node that made the block.</summary>
    private async Task<RemoteMade> Completed(int node, ProduceBlock ask, ForkName fork, RemoteMade made)
    {
        if (fork < ForkName.Gloas || made.Answer is not BlockProduced { Payload: null, Block: var block } produced
            || block.Body.SignedExecutionPayloadBid.Message.BuilderIndex != Constants.BuilderIndexSelfBuild)
        {
            return made;
        }

        var context = settings.Spec.Ssz(fork);
        var root = block.HashTreeRoot(context);
        var reading = await client.Read(
            [node],
            BeaconQuestion.Get($"eth/v1/validator/execution_payload_envelopes/{Text(ask.Slot)}/{root}") with
            {
                MostBytes = BeaconQuestion.Large,
            },
            settings.DeadlineIn(ask.Slot),
            answer => RemoteJson.Read(answer, json => Payload(
                ask, block, root, RemoteJson.Value<ExecutionPayloadEnvelope>(RemoteJson.Member(json, "data"), context))));
        return reading.Value is { } payload
            ? made with { Answer = produced with { Payload = payload } }
            : made with { Answer = RemoteMade.Nothing(ask, $"the payload of the block is not to be had: {reading.Answer.Reason()}") };
    }

    private static bool IsBlinded(JsonElement json) => json.ValueKind == JsonValueKind.Object
        && json.TryGetProperty("execution_payload_blinded", out var blinded) && blinded.ValueKind == JsonValueKind.True;

    private RemoteMade Blinded(BeaconAnswer answer, ProduceBlock ask, ForkName fork, bool isWanted, JsonElement json)
    {
        RemoteJson.Require(isWanted, "a blinded block, whose payload a builder keeps, and none was asked for");
        var context = settings.Spec.Ssz(fork);
        var block = RemoteJson.Value<BlindedBeaconBlock>(RemoteJson.Member(json, "data"), context);
        Check(ask, block.Slot, block.Body.RandaoReveal);
        var root = block.HeaderIn(context).HashTreeRoot(context);
        var produced = new BlindedBlockProduced(ask.RequestId, block, DomainStates.At(settings, ask.Slot), [answer.Name], default);
        return new RemoteMade(produced, new RemoteKept(root, answer.Node!.Value, null), []);
    }

    private void Check(ProduceBlock ask, Slot slot, BLSSignature reveal)
    {
        RemoteJson.Require(slot == ask.Slot, $"a block of slot {slot} for slot {ask.Slot}");

        // The middleware of a distributed validator combines the reveal, as every signature.
        RemoteJson.Require(
            settings.IsDistributed || reveal == ask.RandaoReveal, "a block with another randao reveal than it was given");
    }

    private RemoteMade Made(BeaconAnswer answer, ProduceBlock ask, ForkName fork, BuilderTerms wishes, JsonElement json)
    {
        var context = settings.Spec.Ssz(fork);
        var data = RemoteJson.Member(json, "data");
        var isWhole = data.ValueKind == JsonValueKind.Object && data.TryGetProperty("block", out _);
        var block = RemoteJson.Value<BeaconBlock>(isWhole ? RemoteJson.Member(data, "block") : data, context);
        Check(ask, block.Slot, block.Body.RandaoReveal);
        var root = block.HashTreeRoot(context);
        var contents = isWhole
            ? new RemoteContents(RemoteJson.Member(data, "kzg_proofs").GetRawText(), RemoteJson.Member(data, "blobs").GetRawText())
            : null;
        var payload = isWhole && fork >= ForkName.Gloas
            ? Payload(ask, block, root, RemoteJson.Value<ExecutionPayloadEnvelope>(
                RemoteJson.Member(data, "execution_payload_envelope"), context))
            : null;
        var produced = new BlockProduced(ask.RequestId, block, DomainStates.At(settings, ask.Slot), payload);
        return new RemoteMade(produced, new RemoteKept(root, answer.Node!.Value, contents)
        {
            BuilderUrl = IsAsked(wishes, answer.Header) ? answer.Header : null,
        }, []);
    }

    private PayloadBuilt Payload(ProduceBlock ask, BeaconBlock block, Root root, ExecutionPayloadEnvelope envelope)
    {
        var bid = block.Body.SignedExecutionPayloadBid.Message;
        RemoteJson.Require(
            envelope.BeaconBlockRoot == root && envelope.ParentBeaconBlockRoot == block.ParentRoot,
            $"the envelope of block {envelope.BeaconBlockRoot} with block {root}");
        RemoteJson.Require(
            bid.BuilderIndex == Constants.BuilderIndexSelfBuild && envelope.BuilderIndex == bid.BuilderIndex,
            $"the envelope of builder {envelope.BuilderIndex}, whose payload is its own to show");
        RemoteJson.Require(
            envelope.Payload.BlockHash == bid.BlockHash, $"the payload {envelope.Payload.BlockHash} where the block has {bid.BlockHash}");

        var start = (ulong)settings.Schedule.StartOf(ask.Slot).ToUnixTimeSeconds();
        RemoteJson.Require(envelope.Payload.Timestamp == start, $"a payload of the time {envelope.Payload.Timestamp} for slot {ask.Slot}");

        // The node has the blobs of it, and they go back to it as they came.
        return new PayloadBuilt(ask.RequestId, envelope.Payload, default, BuiltBlobs.None, envelope.ExecutionRequests, null);
    }

    private static byte[] Wishes(BuilderTerms terms, Slot slot, SszContext context) => RemoteJson.Write(writer =>
    {
        // Who takes no bid weighs them with nothing.
        writer.WriteStartObject();
        writer.WriteString("min_bid", Text(terms.MinBid));
        writer.WriteString("builder_boost_factor", Text(terms.IsEnabled ? terms.BoostFactor : 0));

        writer.WriteStartArray("builders");
        foreach (var builder in Asked(terms))
        {
            RemoteBodies.Builder(writer, builder, slot, builder.Signature!.Value, context);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    });

    // Each entry has to have the proposer's signature (`auth`): a node refuses the whole question for one that has none.
    private static IEnumerable<BuilderEndpoint> Asked(BuilderTerms terms) =>
        terms.IsEnabled ? terms.Builders.Where(static builder => builder.Signature is not null) : [];

    // It goes into a header, and a node may write a URL another way than it was told it.
    private static bool IsAsked(BuilderTerms terms, string? url) => Ascii.IsValid(url) && Uri.TryCreate(url, UriKind.Absolute, out var said)
        && Asked(terms).Any(builder => Uri.TryCreate(builder.Url, UriKind.Absolute, out var asked) && asked == said);

    private static string Text(ulong number) => number.ToString(CultureInfo.InvariantCulture);
}
