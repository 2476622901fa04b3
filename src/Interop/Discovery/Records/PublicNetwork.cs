using System.Text;
using Consensoor.Spec;
using Consensoor.Spec.Config;

namespace Consensoor.Interop.Discovery.Records;

/// <summary>
/// A public network that is part of the program: its chain's root, by which states and checkpoints of another are known, and its boot
/// nodes (`Discovery/Networks/*.txt`). The configuration of the same name is in <see cref="Networks"/>.
/// </summary>
public sealed record PublicNetwork(string Name, Root GenesisValidatorsRoot, IReadOnlyList<string> BootNodes)
{
    private const string ResourceFolder = "Consensoor.Interop.Discovery.Networks.";

    private static readonly Dictionary<string, string> Roots = new(StringComparer.Ordinal)
    {
        ["mainnet"] = "0x4b363db94e286120d76eb905340fdd4e54bfe9f06bf33ff6cf5ad27f511bfe95",
        ["sepolia"] = "0xd8ea171f3c94aea21ebc42a1ed61052acf3f9209c00e4efbaaddac09ed9b8078",
        ["hoodi"] = "0x212f13fc4df078b6cb7db228f1c8307566dcecf900867401a92023d7ba99cb5f",
        ["holesky"] = "0x9143aa7c615a7f7115e2b6aac319c03529df8242ae705fba9df39b79c59fa8b1",
    };

    /// <summary>Lists the names of the networks.</summary>
    public static IReadOnlyCollection<string> Names => Roots.Keys;

    /// <summary>Gives a network by its name; null where none has it.</summary>
    public static PublicNetwork? Find(string? name)
    {
        if (name is null || !Roots.TryGetValue(name, out var root))
        {
            return null;
        }

        using var stream = typeof(PublicNetwork).Assembly.GetManifestResourceStream($"{ResourceFolder}{name}.txt")!;
        using var reader = new StreamReader(stream, Encoding.ASCII);
        var lines = reader.ReadToEnd().Split('\n').Where(static line => line.StartsWith("enr:", StringComparison.Ordinal));
        return new PublicNetwork(name, new Root(Convert.FromHexString(root.AsSpan(2))), [.. lines]);
    }

    /// <summary>Says that a chain's root is not this network's; null where it is.</summary>
    public string? Problem(Root genesisValidatorsRoot) => genesisValidatorsRoot == GenesisValidatorsRoot
        ? null
        : $"its genesis_validators_root is {genesisValidatorsRoot}, and that of {Name} is {GenesisValidatorsRoot}";
}
