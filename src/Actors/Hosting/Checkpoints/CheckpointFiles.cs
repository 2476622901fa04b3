using System.Globalization;
using System.Text.Json;
using Consensoor.Actors.Cli;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.Ssz.Codecs;
using Consensoor.Spec.State;

namespace Consensoor.Actors.Hosting.Checkpoints;

/// <summary>Reads a checkpoint from two files, a state and its block, as SSZ, .ssz_snappy or .json.</summary>
internal static class CheckpointFiles
{
    /// <summary>Reads them, and compares them with the rules and with each other.</summary>
    public static CheckpointResult<CheckpointAnchor> Read(CheckpointRules rules, string stateFile, string blockFile)
    {
        var spec = rules.Spec;
        var state = Read<BeaconState>(spec, stateFile, CheckpointBytes.ForkOfState(spec), static json => json, out var error);
        if (state is null)
        {
            return Refused(CheckpointProblem.Malformed, $"--checkpoint-state: {error}");
        }

        if (CheckpointCheck.OfState(rules, state) is { } other)
        {
            return Refused(other.Problem, $"--checkpoint-state: {stateFile}: {other}");
        }

        var block = Read<SignedBeaconBlock>(
            spec, blockFile, CheckpointBytes.ForkOfBlock(spec), static json => Property(json, "message"), out error);
        if (block is null)
        {
            return Refused(CheckpointProblem.Malformed, $"--checkpoint-block: {error}");
        }

        if (CheckpointCheck.OfBlock(spec, state, block) is { } refusal)
        {
            return Refused(refusal.Problem, $"--checkpoint-block: {blockFile}: {refusal}");
        }

        if (!rules.IsUnsafeAllowed && CheckpointCheck.OfPlace(state) is { } place)
        {
            return Refused(place.Problem, $"--checkpoint-block: {blockFile}: {place}");
        }

        var checkpoint = CheckpointCheck.CheckpointOf(state, null, rules.SlotFor(state));
        return CheckpointResult<CheckpointAnchor>.Of(new CheckpointAnchor(checkpoint, block, state));
    }

    private static T? Read<T>(
        ChainSpec spec, string path, Func<byte[], ForkName?> forkOf, Func<JsonElement?, JsonElement?> withSlot, out string? error)
        where T : class, ISszType<T>
    {
        if (SszFiles.ReadContent(path, typeof(T).Name, out error) is not { } content)
        {
            return null;
        }

        var fork = SszFiles.FormatOf(path) == SszFormat.Json ? ForkOfJson(spec, path, content, withSlot, out error) : forkOf(content);
        error ??= fork is null ? $"{path}: {content.Length} bytes are no {typeof(T).Name}{FileKind.Aside(content)}" : null;
        return fork is { } name
            ? (T?)SszFiles.Decode(path, content, SszObjectCodec.Of<T>(), typeof(T).Name, spec, name, out error)
            : null;
    }

    private static ForkName? ForkOfJson(
        ChainSpec spec, string path, byte[] content, Func<JsonElement?, JsonElement?> withSlot, out string? error)
    {
        ForkName? fork = null;
        error = SszFiles.ReadJson(path, content, json =>
        {
            var slot = Property(withSlot(json), "slot");
            if (slot is { ValueKind: JsonValueKind.String } text
                && ulong.TryParse(text.GetRawText().Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            {
                fork = spec.ForkAtSlot(number);
                return null;
            }

            return $"{path}: it has no slot";
        });
        return fork;
    }

    private static JsonElement? Property(JsonElement? json, string name) =>
        json is { ValueKind: JsonValueKind.Object } element && element.TryGetProperty(name, out var value) ? value : null;

    private static CheckpointResult<CheckpointAnchor> Refused(CheckpointProblem problem, string text) =>
        CheckpointResult<CheckpointAnchor>.Refused(problem, text);
}
