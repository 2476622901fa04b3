using Consensoor.Actors.Cli;
using Consensoor.Interop.Genesis;
using Consensoor.Spec.Config;
using Consensoor.Spec.Ssz;

namespace Consensoor.Actors.Hosting;

/// <summary>
/// The chain of a devnet as files that other programs read, in a folder of its data directory, written at each start: the configuration in
/// the standard YAML form and the genesis state in SSZ.
/// </summary>
internal static class NetworkFiles
{
    /// <summary>The name of the configuration in the standard YAML form.</summary>
    public const string ConfigName = "config.yaml";

    /// <summary>The name of the genesis state in SSZ.</summary>
    public const string GenesisName = "genesis.ssz";

    private const string FolderName = "network";

    /// <summary>Where a devnet's configuration is in its data directory.</summary>
    public static string ConfigOf(string dataDirectory) => Path.Combine(dataDirectory, FolderName, ConfigName);

    /// <summary>Writes both files, each whole or not at all; throws <see cref="NodeStartException"/> where that cannot be done.</summary>
    public static void Write(string dataDirectory, ChainSpec spec, ChainGenesis genesis)
    {
        var folder = Path.Combine(dataDirectory, FolderName);
        Directory.CreateDirectory(folder);
        Replace(Path.Combine(folder, ConfigName), System.Text.Encoding.UTF8.GetBytes(spec.Config.ToYaml()));
        Replace(Path.Combine(folder, GenesisName), genesis.State.ToSsz(genesis.State.Ssz));
    }

    private static void Replace(string path, byte[] bytes)
    {
        if (CliFiles.Replace(path, bytes) is { } problem)
        {
            throw new NodeStartException($"cannot write {problem}");
        }
    }
}
