namespace Consensoor.Spec.Config;

/// <summary>Why a text is not a configuration, and where: the key (empty where no key is to blame) and the line, counted from 1.</summary>
public sealed record ConfigError(ConfigErrorKind Kind, string Key, int Line, string Detail)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Kind} at line {Line}{(Key.Length == 0 ? "" : $", {Key}")}: {Detail}";
}
