namespace Consensoor.Spec.Config;

/// <summary>
/// Says why a text is not a configuration, and where: the key (empty where no key is to blame) and the line, counted from 1.
/// </summary>
public sealed record ConfigError(ConfigErrorKind Kind, string Key, int Line, string Detail)
{
    private const int ShownLength = 80;

    /// <inheritdoc/>
    public override string ToString() => $"{Kind} at line {Line}{(Key.Length == 0 ? "" : $", {Shown(Key)}")}: {Detail}";

    /// <summary>Cuts a text from outside at 80 characters and writes control characters as '·', for a line of a log.</summary>
    public static string Shown(string text)
    {
        var cut = text.Length <= ShownLength ? text : text[..ShownLength] + "…";
        return string.Create(cut.Length, cut, static (span, source) =>
        {
            for (var i = 0; i < source.Length; i++)
            {
                span[i] = char.IsControl(source[i]) ? '·' : source[i];
            }
        });
    }
}
