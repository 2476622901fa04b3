using System.CommandLine;
using Consensoor.Spec.Config;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.Ssz.Codecs;

namespace Consensoor.Actors.Cli;

/// <summary>
/// Makes `ssz root|pretty|convert`: the root of a value, the value as the Beacon API's JSON, or the value in another form.
/// </summary>
internal static class SszCommand
{
    private const string Forms = "SSZ, .ssz_snappy or .json";

    public static Command Create(CliOptions cli)
    {
        var command = new Command("ssz", $"Look into files of values ({Forms})");
        command.Add(Verb(cli, "root", "Print the hash tree root", static (result, value) =>
        {
            result.InvocationConfiguration.Output.WriteLine(value.Codec.Root(value.Value, value.Context));
            return ExitCodes.Done;
        }));
        command.Add(Verb(cli, "pretty", "Print the value as JSON", static (result, value) =>
        {
            var json = SszFiles.Json(value.Codec, value.Value, value.Context);
            result.InvocationConfiguration.Output.Write(System.Text.Encoding.UTF8.GetString(json));
            return ExitCodes.Done;
        }));
        var target = new Argument<string>("OUT") { Description = $"The file to write: {Forms}, by its name" };
        var convert = Verb(cli, "convert", "Write the value in another form", (result, value) =>
        {
            var path = result.GetValue(target)!;
            var problem = CliFiles.Write(path, SszFiles.Encode(path, value.Codec, value.Value, value.Context));
            return problem is null ? ExitCodes.Done : result.Refuse(problem);
        });
        convert.Add(target);
        command.Add(convert);
        return command;
    }

    private static Command Verb(CliOptions cli, string name, string description, Func<ParseResult, Loaded, int> act)
    {
        var type = new Option<string>("--type") { Description = "Container, for example SignedBeaconBlock", Required = true };
        var fork = CliOptions.Required(
            "--fork", "Fork, for example deneb", ForkName.Phase0, $"one of {string.Join(", ", CliText.Forks)}", CliText.TryFork);
        var preset = cli.Preset();
        var config = CliOptions.Plain<string?>(
            "--config",
            $"{string.Join(", ", Networks.Names)} or a configuration file, for its preset",
            null,
            CliText.PathExpected,
            CliText.TryPath!);
        var file = new Argument<string>("FILE") { Description = $"The file to read: {Forms}, by its name" };
        var command = new Command(name, description) { type, fork, preset, config, file };
        command.SetAction(result =>
        {
            var typeName = result.GetValue(type)!;
            var forkName = result.GetValue(fork);
            if (SpecOf(result.GetValue(config), result.GetValue(preset), out var error) is not { } spec)
            {
                return result.Refuse(error!);
            }

            if (SszTypes.Find(typeName, forkName) is not { } codec)
            {
                var known = SszTypes.Names.Where(candidate => SszTypes.Find(candidate, forkName) is not null);
                var shown = ConfigError.Shown(typeName);
                return result.Refuse($"--type: {forkName.Text()} has no container '{shown}'; there are {string.Join(", ", known)}");
            }

            var path = result.GetValue(file)!;
            return SszFiles.ReadContent(path, typeName, out error) is { } content
                && SszFiles.Decode(path, content, codec, typeName, spec, forkName, out error) is { } value
                ? act(result, new Loaded(codec, value, spec.Ssz(forkName)))
                : result.Refuse(error!);
        });
        return command;
    }

    private static ChainSpec? SpecOf(string? config, string? preset, out string? error)
    {
        var spec = ChainSpecs.Load(config ?? preset ?? "mainnet", out error);
        if (spec is null || preset is null || preset == spec.Preset.Name)
        {
            return spec;
        }

        error = $"--preset {preset} is not the PRESET_BASE '{spec.Preset.Name}' of {config}";
        return null;
    }

    /// <summary>Holds a value with what it takes to write it.</summary>
    private sealed record Loaded(SszObjectCodec Codec, object Value, SszContext Context);
}
