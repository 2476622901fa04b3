using System.Text.Json;
using Akka.Actor;
using Consensoor.Actors.Api.Description;
using Consensoor.Messages;

namespace Consensoor.Actors.Api;

/// <summary>Serves /consensoor/v1/sync/why: what sync does, why no more, and which peer was asked what and what came.</summary>
internal static class SyncRoutes
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(5);

    public static void Map(IEndpointRouteBuilder routes, ApiContext api) =>
        routes.Map(OwnOperations.SyncWhy, http => Why(http, api));

    private static async Task Why(HttpContext http, ApiContext api)
    {
        var parts = await Task.WhenAll(api.SyncParts().Select(static part => part.Ask<SyncWhy>(GetSyncWhy.Instance, Deadline)));
        await ApiResponse.Data(http, writer =>
        {
            writer.WriteStartArray();
            foreach (var part in parts)
            {
                Write(writer, part);
            }

            writer.WriteEndArray();
        });
    }

    private static void Write(Utf8JsonWriter writer, SyncWhy part)
    {
        writer.WriteStartObject();
        writer.WriteString("part", part.Part);
        writer.WriteBoolean("is_running", part.IsRunning);
        writer.WriteString("reason", part.Reason);
        writer.WriteString("from_slot", ApiJson.Text(part.From));
        writer.WriteString("to_slot", ApiJson.Text(part.To));
        writer.WriteStartArray("wanted");
        foreach (var item in part.Wanted)
        {
            writer.WriteStartObject();
            writer.WriteString("what", item.What);
            writer.WriteString("stage", item.Stage);
            writer.WriteString("peer", item.Peer);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteStartArray("ledger");
        foreach (var debt in part.Ledger)
        {
            writer.WriteStartObject();
            writer.WriteString("peer", debt.Peer);
            writer.WriteString("what", debt.What);
            writer.WriteString("asked_at", ApiJson.Text(debt.AskedAt));
            writer.WriteString("answered_at", debt.AnsweredAt is { } at ? ApiJson.Text(at) : null);
            writer.WriteString("came", debt.Came);
            writer.WriteString("refused", debt.Refused);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}
