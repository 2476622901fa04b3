using System.Text.Json;
using Akka.Actor;
using Consensoor.Actors.Api.Description;
using Consensoor.Messages;

namespace Consensoor.Actors.Api;

/// <summary>
/// Serves /consensoor/v1/duties/why?slot=, of one validator where validator_index is given: the blocks of the slot as they were seen here,
/// and of each duty of a validator of one's own when it was signed, whether and when it was done and how many peers were sent it, else why
/// not, and in which block a vote was included.
/// </summary>
internal static class DutyWhyRoutes
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(5);

    public static void Map(IEndpointRouteBuilder routes, ApiContext api) =>
        routes.Map(OwnOperations.DutyWhy, http => Why(http, api));

    private static async Task Why(HttpContext http, ApiContext api)
    {
        var (slot, validator) = (ApiRequest.Number(http, "slot"), ApiRequest.NumberOrNull(http, "validator_index"));
        var why = await api.Timeline().Ask<DutyWhy>(new GetDutyWhy(slot), Deadline);
        var duties = why.Duties.Where(duty => validator is null || duty.Validator == validator).ToList();
        if (duties.Count == 0 && (validator is not null || why.Blocks.Count == 0))
        {
            await ApiResponse.Error(http, ApiError.NotFound($"nothing is remembered of {(validator is { } one
                ? $"duties of validator {one} in slot {slot}"
                : $"slot {slot}")}"));
            return;
        }

        var chain = await CanonicalRoots.Of(
            api.Reader, [slot, .. duties.SelectMany(static duty => duty.Included).Select(static block => block.Slot)]);
        await ApiResponse.Data(http, writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("slot", ApiJson.Text(slot));
            writer.WriteString("started_at", ApiJson.Text(api.Schedule.StartOf(slot)));
            writer.WriteStartArray("blocks");
            foreach (var block in why.Blocks)
            {
                Write(writer, block, chain.Has(slot, block.Root));
            }

            writer.WriteEndArray();
            writer.WriteStartArray("duties");
            foreach (var duty in duties)
            {
                Write(writer, duty, slot, chain);
            }

            writer.WriteEndArray();
            writer.WriteNumber("other_duties", why.OtherDuties);
            writer.WriteEndObject();
        });
    }

    private static void Write(Utf8JsonWriter writer, BlockTimes block, bool isCanonical)
    {
        writer.WriteStartObject();
        writer.WriteString("root", block.Root.ToString());
        writer.WriteBoolean("canonical", isCanonical);
        writer.WriteString("seen_at", ApiJson.Text(block.SeenAt));
        writer.WriteString("imported_at", ApiJson.Text(block.ImportedAt));
        writer.WriteBoolean("execution_optimistic", block.IsOptimistic);
        writer.WriteString("execution_at", ApiJson.Text(block.ExecutionAt));
        writer.WriteString("head_at", ApiJson.Text(block.HeadAt));
        writer.WriteString("payload_at", ApiJson.Text(block.PayloadAt));
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, DutyOutcome duty, Slot slot, CanonicalRoots chain)
    {
        var included = duty.Included.Where(block => chain.Has(block.Slot, block.Root)).Select(static block => block.Slot);
        writer.WriteStartObject();
        writer.WriteString("duty", JsonNamingPolicy.SnakeCaseLower.ConvertName($"{duty.Kind}"));
        writer.WriteString("validator_index", ApiJson.Text(duty.Validator));
        writer.WriteBoolean("due", duty.IsDue);
        if (duty.IsDue)
        {
            writer.WriteBoolean("done", duty.Reason is null);
        }
        else
        {
            writer.WriteNull("done");
        }

        writer.WriteString("signed_at", ApiJson.Text(duty.SignedAt));
        writer.WriteString("at", ApiJson.Text(duty.At));
        writer.WriteString("peers", duty.Peers is { } peers ? ApiJson.Text((ulong)peers) : null);
        writer.WriteString("reason", duty.Reason);
        writer.WriteString("inclusion_distance", included.Any() ? ApiJson.Text(included.Min() - slot) : null);
        writer.WriteStartArray("included");
        foreach (var (at, root) in duty.Included)
        {
            writer.WriteStartObject();
            writer.WriteString("slot", ApiJson.Text(at));
            writer.WriteString("block_root", root.ToString());
            writer.WriteBoolean("canonical", chain.Has(at, root));
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}
