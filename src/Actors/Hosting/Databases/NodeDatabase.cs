using Consensoor.Actors.Cli;
using Consensoor.Interop.Storage;
using Consensoor.Spec.Config;

namespace Consensoor.Actors.Hosting.Databases;

/// <summary>The chain of one node in a data directory that this process owns, for the commands of `db`.</summary>
internal sealed record NodeDatabase(string DataDirectory, string Name, ChainStoreEngine Engine, IChainStore Store)
{
    /// <summary>The folder of the node.</summary>
    public string Folder => Path.Combine(DataDirectory, Name);

    /// <summary>
    /// The nodes of a directory, or the one that is named. Throws <see cref="ChainStoreException"/> where there is none.
    /// </summary>
    public static IReadOnlyList<NodeDatabase> Of(DataDirectory directory, string? name)
    {
        var names = name is null ? directory.Nodes : [.. directory.Nodes.Where(node => node == name)];
        if (names.Count == 0)
        {
            throw new ChainStoreException(
                $"{directory.Path} has no chain{(name is null ? "" : $" of '{name}'; it has {string.Join(", ", directory.Nodes)}")}");
        }

        return [.. names.Select(node =>
        {
            directory.Engine = directory.EngineOf(node);
            return new NodeDatabase(directory.Path, node, directory.Engine, directory.OpenChain(node));
        })];
    }

    /// <summary>The one node of a directory, or the one that is named; throws where there are several.</summary>
    public static NodeDatabase OneOf(DataDirectory directory, string? name) => Of(directory, name) is [var one]
        ? one
        : throw new ChainStoreException($"{directory.Path} has several nodes: --node says which ({string.Join(", ", directory.Nodes)})");

    /// <summary>
    /// The chain's configuration: what is named, or that which a devnet wrote into its directory. Throws <see cref="NodeStartException"/>.
    /// </summary>
    public static ChainSpec SpecOf(string path, string? networkConfig)
    {
        var own = NetworkFiles.ConfigOf(path);
        if (networkConfig is null && !File.Exists(own))
        {
            throw new NodeStartException($"--network-config says which chain {path} holds: {string.Join(", ", Networks.Names)}, or a file");
        }

        return ChainSpecs.Load(networkConfig ?? own, out var error) ?? throw new NodeStartException($"--network-config: {error}");
    }
}
