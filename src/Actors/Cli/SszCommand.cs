using System.CommandLine;
using System.Text.Json;
using Consensoor.Spec.Config;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.Ssz.Codecs;

namespace Consensoor.Actors.Cli;

/// <summary>`ssz root|pretty --type T --fork F --preset P FILE`: the root of a value, or the value as the Beacon API's JSON.</summary>
internal static class SszCommand
{
    public static Command Create()
    {
        var command = new Command("ssz", "Look into SSZ files (raw, or .ssz_snappy)");
        command.Add(Verb("root", "Print the hash tree root", static (codec, value, context) => Console.Out.WriteLine(codec.Root(value, context))));
        command.Add(Verb("pretty", "Print the value as JSON", static (codec, value, context) =>
        {
            using var output = Console.OpenStandardOutput();
            using var writer = new Utf8JsonWriter(output, new JsonWriterOptions { Indented = true });
            codec.WriteJson(writer, value, context);
            writer.Flush();
            output.WriteByte((byte)'\n');
        }));
        return command;
    }

    private static Command Verb(string name, string description, Action<SszObjectCodec, object, SszContext> print)
    {
        var type = new Option<string>("--type") { Description = "Container, for example SignedBeaconBlock", Required = true };
        var fork = new Option<string>("--fork") { Description = "Fork, for example deneb", Required = true };
        var preset = CliOptions.Preset();
        var file = new Argument<string>("FILE") { Description = "The SSZ file" };
        var command = new Command(name, description) { type, fork, preset, file };
        command.SetAction(result =>
        {
            var forkText = result.GetValue(fork)!;
            if (!Enum.TryParse<ForkName>(forkText, ignoreCase: true, out var forkName) || !Enum.IsDefined(forkName) || char.IsAsciiDigit(forkText[0]))
            {
                return CommandLine.Refuse($"--fork: '{forkText}' is none of {string.Join(", ", Enum.GetNames<ForkName>()).ToLowerInvariant()}");
            }

            var presetText = result.GetValue(preset) ?? "mainnet";
            if (ChainSpecs.PresetOf(presetText) is not { } presetValue)
            {
                return CommandLine.Refuse($"--preset: '{presetText}' is neither mainnet nor minimal");
            }

            var typeText = result.GetValue(type)!;
            if (SszTypes.Find(typeText, forkName) is not { } codec)
            {
                return CommandLine.Refuse($"--type: {forkText} has no container '{typeText}'; there are {string.Join(", ", SszTypes.Names)}");
            }

            if (CliFiles.ReadSsz(result.GetValue(file)!, out var error) is not { } bytes)
            {
                return CommandLine.Refuse(error!);
            }

            var context = new ChainSpec(presetValue, presetValue.Name == "minimal" ? ChainConfig.Minimal : ChainConfig.Mainnet).Ssz(forkName);
            if (!codec.TryDecode(bytes, context, out var value, out var sszError))
            {
                return CommandLine.Refuse($"{result.GetValue(file)}: no {typeText} of {forkText}: {sszError}");
            }

            print(codec, value, context);
            return 0;
        });
        return command;
    }
}
