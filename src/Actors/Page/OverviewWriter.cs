using System.Text.Json;
using Consensoor.Actors.Api;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;

namespace Consensoor.Actors.Page;

/// <summary>Writes where a node stands: clock, head, finality, and when what is due in a slot.</summary>
internal static class OverviewWriter
{
    /// <summary>Writes it by the last view, which asks no actor.</summary>
    public static void Write(Utf8JsonWriter writer, ApiContext api)
    {
        var (view, now, schedule) = (api.Reader.View, api.Now(), api.Schedule);
        var slot = schedule.SlotAtOrGenesis(now);
        writer.WriteStartObject();
        writer.WriteString("version", api.Version);
        writer.WriteString("network", api.Spec.Config.ConfigName);
        writer.WriteString("fork", api.Spec.ForkAtSlot(slot).Text());
        writer.WriteString("peer_id", api.Identity.Current.PeerId);
        writer.WriteTime("now", now);
        writer.WriteTime("genesis_at", schedule.Genesis);
        writer.WriteUnsigned("slot", slot);
        writer.WriteTime("slot_at", schedule.StartOf(slot));
        writer.WriteMilliseconds("slot_ms", schedule.DurationOf(slot));
        writer.WriteUnsigned("slots_per_epoch", api.Spec.Preset.SlotsPerEpoch);
        writer.WriteStartObject("head");
        writer.WriteString("root", view.Head.Root.ToString());
        writer.WriteUnsigned("slot", view.Head.Slot);
        writer.WriteString("payload_status", view.Head.PayloadStatus.ToString().ToLowerInvariant());
        writer.WriteBoolean("execution_optimistic", view.Head.IsOptimistic);
        writer.WriteEndObject();
        Write(writer, "justified", view.JustifiedCheckpoint);
        Write(writer, "finalized", view.FinalizedCheckpoint);
        writer.WriteUnsigned("distance", slot > view.Head.Slot ? slot - view.Head.Slot : 0);
        writer.WriteUnsigned("oldest_slot_in_memory", view.OldestSlot);
        writer.WriteUnsigned("blocks_in_memory", (ulong)view.Blocks.Count);
        writer.WriteUnsigned("validators", (ulong)view.Head.State.Validators.Count);
        writer.WriteBoolean("el_offline", api.Execution.IsOffline);
        writer.WriteStartArray("deadlines");
        foreach (var (name, bps) in Deadlines(api, slot))
        {
            writer.WriteStartObject();
            writer.WriteString("name", name);
            writer.WriteNumber("bps", bps);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteStartArray("siblings");
        foreach (var port in api.Siblings)
        {
            writer.WriteNumberValue(port);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static IEnumerable<(string Name, int Bps)> Deadlines(ApiContext api, Slot slot)
    {
        var isGloas = api.Spec.ForkAtSlot(slot) >= ForkName.Gloas;
        DutyPoint[] points = isGloas
            ? [DutyPoint.Attestation, DutyPoint.Aggregate, DutyPoint.Payload, DutyPoint.PayloadAttestation]
            : [DutyPoint.Attestation, DutyPoint.Aggregate];
        var (start, duration) = (api.Schedule.StartOf(slot), api.Schedule.DurationOf(slot));
        foreach (var point in points)
        {
            var bps = (api.Schedule.DueAt(slot, point) - start) / duration * 10_000;
            yield return (JsonNamingPolicy.SnakeCaseLower.ConvertName($"{point}"), (int)Math.Round(bps));
        }
    }

    private static void Write(Utf8JsonWriter writer, string name, Checkpoint checkpoint)
    {
        writer.WriteStartObject(name);
        writer.WriteUnsigned("epoch", checkpoint.Epoch);
        writer.WriteString("root", checkpoint.Root.ToString());
        writer.WriteEndObject();
    }
}
