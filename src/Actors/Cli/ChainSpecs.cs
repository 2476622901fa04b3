using System.Text;
using Consensoor.Actors.Hosting;
using Consensoor.Spec.Config;
using Consensoor.Spec.Presets;

namespace Consensoor.Actors.Cli;

/// <summary>Finds chains by the name of a network that is part of the program or by a configuration file.</summary>
internal static class ChainSpecs
{
    private const long MaxConfigBytes = 1 << 20;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Lists the names of presets.</summary>
    public static readonly string[] PresetNames = [Preset.Mainnet.Name, Preset.Minimal.Name];

    /// <summary>Gives the chain of a network by name, or of a file in the standard form; null and the reason otherwise.</summary>
    public static ChainSpec? Load(string nameOrFile, out string? error)
    {
        error = null;
        if (Networks.Find(nameOrFile) is { } network)
        {
            return network;
        }

        if (!Path.Exists(nameOrFile))
        {
            error = $"{nameOrFile}: neither a network ({string.Join(", ", Networks.Names)}) nor a file"
                + NearestName.Aside(nameOrFile, Networks.Names);
            return null;
        }

        if (CliFiles.Read(nameOrFile, MaxConfigBytes, out error) is not { } bytes || TextOf(nameOrFile, bytes, out error) is not { } text)
        {
            return null;
        }

        if (!ChainConfig.TryParse(text, out var config, out var reason))
        {
            // Text is what it should be, so that the reason says it all.
            error = $"{nameOrFile} is refused: {reason}{(FileKind.Describe(bytes) == FileKind.Text ? "" : FileKind.Aside(bytes))}";
            return null;
        }

        return new ChainSpec(Preset.ByName(config.PresetBase)!, config);
    }

    /// <summary>Gives a preset by name, whatever its letters' case; null and the names there are otherwise.</summary>
    public static Preset? PresetOf(string name, out string? error)
    {
        error = Preset.ByName(name.ToLowerInvariant()) is null
            ? $"'{name}' is not a preset; there are {string.Join(" and ", PresetNames)}"
            : null;
        return Preset.ByName(name.ToLowerInvariant());
    }

    private static string? TextOf(string file, byte[] bytes, out string? error)
    {
        error = null;
        try
        {
            return Utf8.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            error = $"{file} is not text in UTF-8{FileKind.Aside(bytes)}";
            return null;
        }
    }
}
