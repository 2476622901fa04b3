namespace Consensoor.Spec.Config;

/// <summary>A value of a configuration file: its text, and its rows where it is a list of flat mappings.</summary>
internal sealed record ConfigValue(int Line, string Text, IReadOnlyList<IReadOnlyDictionary<string, string>>? Rows);
