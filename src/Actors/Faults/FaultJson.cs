using System.Text.Json;
using Consensoor.Messages;

namespace Consensoor.Actors.Faults;

/// <summary>Faults as JSON: a list of objects with the members of <see cref="FaultText"/>, numbers as such or as text.</summary>
internal static class FaultJson
{
    /// <summary>Reads a plan; null and why where it is none.</summary>
    public static FaultPlan? Read(ReadOnlyMemory<byte> utf8, out string problem)
    {
        try
        {
            using var json = JsonDocument.Parse(utf8, new JsonDocumentOptions { MaxDepth = 4 });
            return Read(json.RootElement, out problem);
        }
        catch (JsonException e)
        {
            problem = $"no JSON: line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}";
            return null;
        }
    }

    /// <summary>Writes how things stand.</summary>
    public static void Write(Utf8JsonWriter writer, FaultsStatus status)
    {
        writer.WriteStartObject();
        writer.WriteString("refused", status.Refusal);
        writer.WriteStartArray("faults");
        foreach (var fault in status.Plan.Faults)
        {
            writer.WriteStartObject();
            writer.WriteString("kind", FaultText.NameOf(fault.Kind));
            writer.WriteString("slots", fault.Slots.ToString());
            writer.WriteNumber("probability", fault.Probability);
            writer.WriteString("seed", $"{fault.Seed}");
            writer.WriteString("by", $"{fault.By}");
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteStartObject("done");
        foreach (var (kind, count) in status.Counts)
        {
            writer.WriteString(FaultText.NameOf(kind), $"{count}");
        }

        writer.WriteEndObject();
        writer.WriteStartArray("last");
        foreach (var happened in status.Last)
        {
            writer.WriteStartObject();
            writer.WriteString("kind", FaultText.NameOf(happened.Kind));
            writer.WriteString("slot", $"{happened.Slot}");
            writer.WriteString("what", happened.What);
            writer.WriteString("at", happened.At.UtcDateTime);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static FaultPlan? Read(JsonElement root, out string problem)
    {
        problem = "a list of faults is expected";
        if (root.ValueKind != JsonValueKind.Array)
        {
            return null;
        }

        if (root.GetArrayLength() > FaultText.MostFaults)
        {
            problem = $"{root.GetArrayLength()} faults, and {FaultText.MostFaults} may be";
            return null;
        }

        var faults = new List<PlannedFault>();
        foreach (var one in root.EnumerateArray())
        {
            if (Members(one) is not { } members)
            {
                problem = $"fault {faults.Count + 1}: an object of texts and numbers is expected";
                return null;
            }

            if (FaultText.Read(members, out var reason) is not { } fault)
            {
                problem = $"fault {faults.Count + 1}: {reason}";
                return null;
            }

            faults.Add(fault);
        }

        problem = "";
        return new FaultPlan(faults);
    }

    private static List<KeyValuePair<string, string>>? Members(JsonElement one)
    {
        if (one.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        var members = new List<KeyValuePair<string, string>>();
        foreach (var member in one.EnumerateObject())
        {
            if (member.Value.ValueKind is not (JsonValueKind.String or JsonValueKind.Number))
            {
                return null;
            }

            members.Add(new(member.Name, member.Value.ToString()));
        }

        return members;
    }
}
