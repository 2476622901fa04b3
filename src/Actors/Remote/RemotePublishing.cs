using System.Net;
using System.Text.Json;
using Consensoor.Actors.Api;
using Consensoor.Interop.BeaconApi;
using Consensoor.Interop.Texts;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Ssz;

namespace Consensoor.Actors.Remote;

/// <summary>
/// Gives signed messages to beacon nodes: the present routes first, and where a node does not know them, and the fork had them, those of
/// earlier releases.
/// </summary>
internal sealed class RemotePublishing(RemoteSettings settings, BeaconClient client)
{
    /// <summary>Sends messages of one kind and fork; gives for each what became of it.</summary>
    public async Task<IReadOnlyList<RemoteSending>> All(IReadOnlyList<int> order, IReadOnlyList<object> messages, ForkName fork)
    {
        var (context, route) = (settings.Spec.Ssz(fork), MessageRoute.Of(messages[0]));
        var body = RemoteJson.List(messages, (writer, message) => route.Write(writer, message, context));
        var question = BeaconQuestion.Post(body, route.PathsIn(fork)) with { Fork = fork };
        var reading = await client.Ask(order, question, settings.DeadlineIn(route.SlotOf(messages[0])));
        return Sendings(reading, messages.Count);
    }

    /// <summary>
    /// Sends a block, with what is kept of it: proofs and blobs where it came with some (deneb to fulu), and to the node that made it the
    /// URL of the builder.
    /// </summary>
    public Task<RemoteSending> Block(IReadOnlyList<int> order, SignedBeaconBlock block, RemoteKept? kept)
    {
        var fork = settings.Spec.ForkAtSlot(block.Message.Slot);
        IReadOnlyList<string> paths = fork < ForkName.Gloas
            ? ["eth/v2/beacon/blocks", "eth/v1/beacon/blocks"]
            : ["eth/v2/beacon/blocks"];
        var body = Body("signed_block", block, settings.Spec.Ssz(fork), fork < ForkName.Gloas ? kept?.Contents : null);
        var question = BeaconQuestion.Post(body, paths) with
        {
            Fork = fork,
            Header = kept?.BuilderUrl is { } url ? (BuilderWishes.UrlHeader, url) : null,
            HeaderTo = kept?.Node,
        };
        return Send(order, question, block.Message.Slot);
    }

    /// <summary>Gives a signed blinded block to the node that made it, which gives it to its builder.</summary>
    public Task<RemoteSending> Blinded(int node, SignedBlindedBeaconBlock block)
    {
        var fork = settings.Spec.ForkAtSlot(block.Message.Slot);
        var body = Body("signed_blinded_block", block, settings.Spec.Ssz(fork), null);
        return Send(
            [node],
            BeaconQuestion.Post(body, "eth/v2/beacon/blinded_blocks", "eth/v1/beacon/blinded_blocks") with { Fork = fork },
            block.Message.Slot);
    }

    /// <summary>
    /// Sends what proposers want of builders, those of a fork together, in a time that they have; gives for each what became of it.
    /// </summary>
    public async Task<IReadOnlyList<RemoteSending>> Preferences(
        IReadOnlyList<int> order, IReadOnlyList<BuilderPreference> preferences, TimeSpan patience)
    {
        var sendings = new RemoteSending[preferences.Count];
        foreach (var same in preferences.Index().GroupBy(one => settings.Spec.ForkAtSlot(one.Item.Slot)))
        {
            var body = RemoteBodies.Preferences(same.Select(static one => one.Item), settings.Spec.Ssz(same.Key));
            var question = BeaconQuestion.Post(body, "eth/v1/validator/builder_preferences") with { Fork = same.Key };
            var deadline = settings.DeadlineIn(same.First().Item.Slot);
            var reading = await client.Ask(order, question, patience < deadline ? patience : deadline);
            foreach (var (place, sending) in same.Zip(Sendings(reading, same.Count())))
            {
                sendings[place.Index] = sending;
            }
        }

        return sendings;
    }

    /// <summary>Gives one node registrations for its builders.</summary>
    public async Task<RemoteSending> Registrations(int node, IReadOnlyList<SignedValidatorRegistrationV1> registrations, TimeSpan patience)
    {
        var context = settings.Spec.Ssz(ForkName.Bellatrix);
        var body = RemoteJson.List(registrations, (writer, one) => one.WriteJson(writer, context));
        return Sendings(await client.Ask([node], BeaconQuestion.Post(body, "eth/v1/validator/register_validator"), patience), 1)[0];
    }

    /// <summary>Sends an envelope with the proofs and blobs of its payload.</summary>
    public Task<RemoteSending> Envelope(IReadOnlyList<int> order, SignedExecutionPayloadEnvelope envelope, RemoteContents? contents)
    {
        var slot = settings.Schedule.SlotAtOrGenesis(DateTimeOffset.FromUnixTimeSeconds((long)envelope.Message.Payload.Timestamp));
        var fork = settings.Spec.ForkAtSlot(slot);
        var body = Body("signed_execution_payload_envelope", envelope, settings.Spec.Ssz(fork), contents);
        return Send(
            order,
            BeaconQuestion.Post(body, "eth/v1/beacon/execution_payload_envelopes") with
            {
                Fork = fork,
                Header = ("Eth-Blob-Data-Included", contents is null ? "false" : "true"),
            },
            slot);
    }

    // Each node has a slot for it, since it answers when it has imported the block.
    private async Task<RemoteSending> Send(IReadOnlyList<int> order, BeaconQuestion question, Slot slot)
    {
        var reading = await client.Ask(order, question, order.Count * settings.Schedule.DurationOf(slot));
        return Sendings(reading, 1)[0];
    }

    private static byte[] Body<T>(string name, T value, SszContext context, RemoteContents? contents)
        where T : ISszType<T> => RemoteJson.Write(writer =>
    {
        if (contents is null)
        {
            value.WriteJson(writer, context);
            return;
        }

        writer.WriteStartObject();
        writer.WritePropertyName(name);
        value.WriteJson(writer, context);
        writer.WritePropertyName("kzg_proofs");
        writer.WriteRawValue(contents.Proofs);
        writer.WritePropertyName("blobs");
        writer.WriteRawValue(contents.Blobs);
        writer.WriteEndObject();
    });

    /// <summary>What became of the items of a body: refused are those whose places the node names, or all where it names none.</summary>
    private static RemoteSending[] Sendings(BeaconReading<BeaconAnswer> reading, int count)
    {
        var answer = reading.Answer;
        var sendings = new RemoteSending[count];
        if (answer.IsGood)
        {
            Array.Fill(sendings, new RemoteSending(null, answer.Status == HttpStatusCode.OK, reading.Failed));
            return sendings;
        }

        var named = answer.Status == HttpStatusCode.BadRequest ? answer.Json(json => Named(json, answer.Name, count)) : null;
        for (var place = 0; place < count; place++)
        {
            var problem = named is null ? answer.Reason() : named.GetValueOrDefault(place);
            sendings[place] = new RemoteSending(problem, false, reading.Failed);
        }

        return sendings;
    }

    private static Dictionary<int, string>? Named(JsonElement json, string node, int count)
    {
        if (json.ValueKind != JsonValueKind.Object || !json.TryGetProperty("failures", out var failures)
            || failures.ValueKind != JsonValueKind.Array)
        {
            return null;
        }

        var named = new Dictionary<int, string>();
        foreach (var failure in failures.EnumerateArray().Take(count))
        {
            if (failure.ValueKind == JsonValueKind.Object && Place(failure) is { } place && place < count)
            {
                var said = failure.TryGetProperty("message", out var message) && message.ValueKind == JsonValueKind.String
                    ? SafeText.Shown(message.GetString()!)
                    : "without a reason";
                named[place] = $"{node} refuses it: {said}";
            }
        }

        return named.Count > 0 ? named : null;
    }

    // A number in the API's definition, a text with some clients.
    private static int? Place(JsonElement failure) => !failure.TryGetProperty("index", out var index) ? null
        : index.ValueKind == JsonValueKind.Number ? index.TryGetInt32(out var number) && number >= 0 ? number : null
        : index.ValueKind == JsonValueKind.String && int.TryParse(
            index.GetString(), System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var text)
            ? text
        : null;
}
