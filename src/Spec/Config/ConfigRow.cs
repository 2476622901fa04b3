namespace Consensoor.Spec.Config;

/// <summary>Holds one flat mapping of a list in a configuration file, and the line it begins in.</summary>
internal sealed record ConfigRow(int Line, IReadOnlyDictionary<string, string> Values);
