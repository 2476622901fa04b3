using System.CommandLine;

namespace Consensoor.Actors.Cli;

/// <summary>
/// Writes what --help shows, 80 columns wide: of the program a screen of 24 lines with the commands, of a command all its options, each
/// with its default. The variable of an option is named by the rule and not beside each.
/// </summary>
internal static class HelpPage
{
    /// <summary>Columns of a page.</summary>
    public const int Width = 80;

    private const string Program = "consensoor";
    private const int Indent = 2;
    private const int Column = 30;

    /// <summary>Writes the page of a command, or that of the program.</summary>
    public static void Write(TextWriter output, Command command)
    {
        if (command is RootCommand)
        {
            WriteProgram(output, command);
            return;
        }

        var path = PathOf(command);
        Paragraph(output, $"{path}: {command.Description}", 0);
        output.WriteLine();
        foreach (var argument in command.Arguments)
        {
            Entry(output, argument.HelpName ?? argument.Name, argument.Description ?? "");
        }

        foreach (var sub in command.Subcommands)
        {
            Entry(output, sub.Name, FirstLine(sub.Description));
        }

        var options = command.Options.Where(static option => option.Name != "--help").ToList();
        foreach (var option in options)
        {
            Entry(output, Shown(option), $"{Text(option)}{Default(option)}");
        }

        WriteRule(output, path, command, options);
    }

    /// <summary>Names a command with those above it, the program first.</summary>
    public static string PathOf(Command command)
    {
        var names = new Stack<string>();
        for (var at = command; at is not RootCommand and not null; at = at.Parents.OfType<Command>().FirstOrDefault())
        {
            names.Push(at.Name);
        }

        return string.Join(' ', (string[])[Program, .. names]);
    }

    /// <summary>What an option takes, by its name; null for a switch.</summary>
    public static string? ValueOf(Option option) => option.ValueType == typeof(bool) ? null
        : option.Name switch
        {
            "--data-dir" or "--output" => "FOLDER",
            "--network-config" => "NAME|FILE",
            "--validator-keys" => "KEYS:SECRETS",
            "--log-level" => "LEVEL",
            _ when option.Name.EndsWith("-port", StringComparison.Ordinal) => "PORT",
            _ when option.Name.EndsWith("-host", StringComparison.Ordinal) => "ADDRESS",
            _ when option.Name.EndsWith("-url", StringComparison.Ordinal) => "URL",
            "--config" or "--genesis-state" or "--jwt-secret" or "--checkpoint-state" or "--checkpoint-block" => "FILE",
            _ when option.Name.EndsWith("-file", StringComparison.Ordinal) => "FILE",
            _ when option.ValueType == typeof(int) || option.ValueType == typeof(ulong) || option.ValueType == typeof(ulong?) => "N",
            _ => "VALUE",
        };

    private static void WriteProgram(TextWriter output, Command root)
    {
        output.WriteLine("An Ethereum beacon node, validator and builder in one process of actors.");
        output.WriteLine($"{Program} COMMAND [OPTIONS]; without a command, the embedded devnet runs.");
        output.WriteLine();
        var column = Indent + 2 + root.Subcommands.Max(static command => command.Name.Length);
        foreach (var command in root.Subcommands)
        {
            var text = FirstLine(command.Description);
            var room = Width - column;
            text = text.Length > room ? $"{text[..(room - 1)]}…" : text;
            output.WriteLine($"{"",Indent}{command.Name.PadRight(column - Indent)}{text}");
        }

        output.WriteLine();
        output.WriteLine($"{Program} COMMAND --help lists its options, --version says which one this is.");
    }

    private static void WriteRule(TextWriter output, string path, Command command, List<Option> options)
    {
        output.WriteLine();
        if (command.Subcommands.Count > 0)
        {
            Paragraph(output, $"{path} COMMAND --help lists the options of each.", 0);
        }

        if (options.Find(static option => Twin(option) is not null) is { } example)
        {
            var hocon = options.Exists(static option => option.Name == "--config")
                ? "; under both lies the HOCON file of --config (hocon/reference.conf has every setting)" : "";
            Paragraph(output, $"Options have variables for twins: {example.Name} is {CliOptions.VariableOf(example.Name)}{hocon}.", 0);
        }
    }

    private static string Shown(Option option) => ValueOf(option) is { } value ? $"{option.Name} {value}" : option.Name;

    // The variable stands at the end of what the option says of itself.
    private static string Text(Option option)
    {
        var text = option.Description ?? "";
        return Twin(option) is { } twin ? text[..^twin.Length].TrimEnd() : text;
    }

    private static string? Twin(Option option) =>
        $"[{CliOptions.VariableOf(option.Name)}]" is var twin && option.Description?.EndsWith(twin, StringComparison.Ordinal) == true
            ? twin
            : null;

    private static string Default(Option option) =>
        option.HasDefaultValue && option.ValueType != typeof(bool) && Text(option.GetDefaultValue()) is { Length: > 0 } text
            ? $" [default: {text}]"
            : "";

    private static string? Text(object? value) => value switch
    {
        ValueTuple<int, int> range => $"{range.Item1}..{range.Item1 + range.Item2}",
        string text => text,
        System.Collections.IEnumerable => null,
        _ => value?.ToString(),
    };

    private static string FirstLine(string? text) => (text ?? "").Split('\n')[0].Trim();

    private static void Entry(TextWriter output, string name, string text)
    {
        var head = $"{"",Indent}{name}";
        var lines = text.Split('\n').SelectMany(static line => Wrapped(line.Trim(), Width - Column)).ToList();
        if (head.Length + 1 > Column)
        {
            output.WriteLine(head);
            head = "";
        }

        foreach (var (at, line) in lines.Index())
        {
            output.WriteLine($"{(at == 0 ? head : "").PadRight(Column)}{line}".TrimEnd());
        }
    }

    private static void Paragraph(TextWriter output, string text, int indent)
    {
        foreach (var line in text.Split('\n').SelectMany(line => Wrapped(line.Trim(), Width - indent)))
        {
            output.WriteLine($"{new string(' ', indent)}{line}");
        }
    }

    // Between words; a word that is longer than a line stands in one of its own.
    private static IEnumerable<string> Wrapped(string text, int width)
    {
        var line = "";
        foreach (var word in text.Split(' '))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > width)
            {
                yield return line;
                line = word;
            }
            else
            {
                line = line.Length == 0 ? word : $"{line} {word}";
            }
        }

        yield return line;
    }
}
