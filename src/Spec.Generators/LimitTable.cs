using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;

namespace Consensoor.Spec.Generators;

/// <summary>
/// Gives every limit expression of a container a struct, and turns the specification's names in it into members of the preset, the
/// configuration or the constants.
/// </summary>
internal sealed class LimitTable(Compilation compilation)
{
    private readonly Dictionary<string, string> _structs = new();

    /// <summary>The structs in the order they were asked for: name and C# expression.</summary>
    public IEnumerable<(string Name, string Value, string Expression)> Structs =>
        _structs.Select(pair => (pair.Value, Translate(pair.Key), pair.Key));

    /// <summary>The struct for an expression.</summary>
    public string StructFor(string expression)
    {
        if (!_structs.TryGetValue(expression, out var name))
        {
            _structs[expression] = name = $"Limit{_structs.Count}";
        }

        return name;
    }

    private string Translate(string expression)
    {
        // The specification's integer division and logarithm.
        var text = Regex.Replace(expression.Replace("//", "/"), @"floorlog2\((\w+)\)", "(ulong)System.Numerics.BitOperations.Log2($1)");
        return Regex.Replace(text, @"\b[A-Z][A-Z0-9_]*\b", match => Member(match.Value));
    }

    private string Member(string specName)
    {
        var name = Pascal(specName);
        if (Declares("Consensoor.Spec.Presets.Preset", name))
        {
            return $"context.Preset.{name}";
        }

        return Declares("Consensoor.Spec.Config.ChainConfig", name)
            ? $"context.Spec.Config.{name}"
            : $"global::Consensoor.Spec.Constants.{name}";
    }

    private bool Declares(string type, string member) => compilation.GetTypeByMetadataName(type)?.GetMembers(member).Length > 0;

    private static string Pascal(string specName)
    {
        var text = new StringBuilder();
        foreach (var part in specName.Split('_').Where(static p => p.Length > 0))
        {
            text.Append(part[0]).Append(part.Substring(1).ToLowerInvariant());
        }

        return text.ToString();
    }
}
