using System.Globalization;
using System.Numerics;
using System.Text.Json;
using Akka.Actor;
using Consensoor.Actors.Api.Description;
using Consensoor.Messages;

namespace Consensoor.Actors.Api;

/// <summary>
/// Serves /consensoor/v1/proposals/{slot}/why: for each block that was asked for in a slot what carries its payload, what was weighed, and
/// what would have changed it.
/// </summary>
internal static class ProposalRoutes
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(5);

    public static void Map(IEndpointRouteBuilder routes, ApiContext api) =>
        routes.Map(OwnOperations.ProposalWhy, http => Why(http, api));

    private static async Task Why(HttpContext http, ApiContext api)
    {
        var slot = ApiRequest.Number(http, "slot");
        var why = await api.Duties.Production.Ask<ProposalWhy>(new GetProposalWhy(slot), Deadline);
        await (why.Records.Count == 0
            ? ApiResponse.Error(http, ApiError.NotFound($"nothing is remembered of a block of slot {slot} that was asked for here"))
            : ApiResponse.Data(http, writer =>
            {
                writer.WriteStartArray();
                foreach (var record in why.Records)
                {
                    Write(writer, record);
                }

                writer.WriteEndArray();
            }));
    }

    private static void Write(Utf8JsonWriter writer, ProposalRecord record)
    {
        writer.WriteStartObject();
        writer.WriteString("slot", ApiJson.Text(record.Slot));
        writer.WriteString("asked_at", ApiJson.Text(record.Times.AskedAt));
        writer.WriteString("base_at", ApiJson.Text(record.Times.BaseAt));
        writer.WriteString("payload_asked_at", ApiJson.Text(record.Times.PayloadAskedAt));
        writer.WriteString("payload_at", ApiJson.Text(record.Times.PayloadAt));
        writer.WriteString("parts_at", ApiJson.Text(record.Times.PartsAt));
        writer.WriteString("drafted_at", ApiJson.Text(record.Times.DraftedAt));
        writer.WriteString("at", ApiJson.Text(record.At));
        writer.WriteString("decision", record.Decision switch
        {
            ProposalDecision.Bid => "bid",
            ProposalDecision.SelfBuild => "self-build",
            ProposalDecision.Blinded => "blinded",
            _ => "none",
        });
        writer.WriteString("reason", record.Reason);
        writer.WriteString("parent_root", record.ParentRoot?.ToString());
        writer.WriteBoolean("builds_on_payload", record.BuildsOnFull);
        writer.WriteString("builder_index", record.Builder is { } builder ? ApiJson.Text(builder) : null);
        writer.WriteString("local_value_wei", record.LocalValue is { } local ? ApiJson.Text((BigInteger)local) : null);
        Write(writer, record.Rules, record.Missing);
        writer.WriteStartArray("bids");
        foreach (var bid in record.Bids)
        {
            writer.WriteStartObject();
            writer.WriteString("builder_index", ApiJson.Text(bid.Builder));
            writer.WriteString("value_gwei", ApiJson.Text(bid.Value));
            writer.WriteString("block_hash", bid.BlockHash.ToString());
            writer.WriteString("fee_recipient", bid.FeeRecipient.ToString());
            writer.WriteString("total_gwei", bid.Total.ToString(CultureInfo.InvariantCulture));
            writer.WriteString("builder_url", bid.Url);
            writer.WriteNumber("missing_payloads", bid.Missing);
            writer.WriteString("refused", bid.Refused);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteNumber("other_bids", record.OtherBids);
        writer.WriteStartArray("headers");
        foreach (var header in record.Headers)
        {
            writer.WriteStartObject();
            writer.WriteString("builder_url", header.Url);
            writer.WriteString("pubkey", header.Builder.ToString());
            writer.WriteString("value_wei", ApiJson.Text((BigInteger)header.Value));
            writer.WriteString("block_hash", header.BlockHash.ToString());
            writer.WriteString("refused", header.Refused);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteStartArray("silent_builders");
        foreach (var silent in record.Silent)
        {
            writer.WriteStartObject();
            writer.WriteString("builder_url", silent.Url);
            writer.WriteString("reason", silent.Reason);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        Write(writer, "refused_drafts", record.Drafts);
        Write(writer, "otherwise", record.Otherwise);
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, BidRules? rules, MissingPayloads? missing)
    {
        if (rules is not null)
        {
            writer.WriteStartObject("rules");
            writer.WriteBoolean("is_enabled", rules.IsEnabled);
            writer.WriteString("boost_factor", ApiJson.Text(rules.BoostFactor));
            writer.WriteString("min_bid_gwei", ApiJson.Text(rules.MinBid));
            writer.WriteString("fee_recipient", rules.FeeRecipient?.ToString());
            writer.WriteNumber("max_missing", rules.MaxMissing);
            writer.WriteNumber("max_missing_of_builder", rules.MaxMissingOfBuilder);
            writer.WriteEndObject();
        }

        if (missing is not null)
        {
            writer.WriteStartObject("missing_payloads");
            writer.WriteString("slots", ApiJson.Text(missing.Window));
            writer.WriteNumber("count", missing.Count);
            writer.WriteEndObject();
        }
    }

    private static void Write(Utf8JsonWriter writer, string name, IReadOnlyList<string> texts)
    {
        writer.WriteStartArray(name);
        foreach (var text in texts)
        {
            writer.WriteStringValue(text);
        }

        writer.WriteEndArray();
    }
}
