using System.Text.RegularExpressions;

namespace Consensoor.Actors.Reporting;

/// <summary>
/// Makes labels of reasons: what differs from one to the next of a kind (numbers, roots) is left out, what is long is cut, and at most
/// <see cref="MaxLabels"/> are made, since each is a series of its own; further ones are `other`.
/// </summary>
public sealed partial class ReasonLabels
{
    /// <summary>Labels that are made besides `other`.</summary>
    public const int MaxLabels = 32;

    private const int MaxLength = 80;
    private const string Other = "other";

    private readonly HashSet<string> _labels = new(StringComparer.Ordinal);

    /// <summary>Gives the label of a reason; the same for the same kind of reason.</summary>
    public string Of(string reason)
    {
        var text = Number().Replace(reason.Length > 2 * MaxLength ? reason[..(2 * MaxLength)] : reason, "N");
        var label = text.Length > MaxLength ? text[..MaxLength] : text;
        return _labels.Contains(label) || (_labels.Count < MaxLabels && _labels.Add(label)) ? label : Other;
    }

    [GeneratedRegex("0x[0-9a-fA-F]+|[0-9]+([.,][0-9]+)*")]
    private static partial Regex Number();
}
