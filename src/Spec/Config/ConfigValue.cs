namespace Consensoor.Spec.Config;

/// <summary>Holds a value of a configuration file: its text, and its rows where it is a list of flat mappings.</summary>
internal sealed record ConfigValue(int Line, string Text, IReadOnlyList<ConfigRow>? Rows);
