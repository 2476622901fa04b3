using System.CommandLine;
using System.Text;
using Consensoor.Spec.Config;

namespace Consensoor.Actors.Cli;

/// <summary>
/// Makes `completion SHELL`: a script for bash, zsh or fish that completes commands, options and what few options take, written from the
/// commands themselves. It asks nobody, the program neither.
/// </summary>
internal static class CompletionCommand
{
    private static readonly string[] Shells = ["bash", "zsh", "fish"];

    public static Command Create(Func<RootCommand> root)
    {
        var shell = new Argument<string>("SHELL") { Description = "bash, zsh or fish" };
        var command = new Command("completion", "Write a script that has a shell complete this program's words") { shell };
        command.SetAction(result =>
        {
            if (result.GetValue(shell) is not { } name || !Shells.Contains(name, StringComparer.Ordinal))
            {
                return result.Refuse($"'{ConfigError.Shown(result.GetValue(shell) ?? "")}' is not one of {string.Join(", ", Shells)}");
            }

            result.InvocationConfiguration.Output.Write(name switch
            {
                "bash" => Bash(root()),
                "zsh" => $"#compdef consensoor\nautoload -U +X bashcompinit && bashcompinit\n{Bash(root())}",
                _ => Fish(root()),
            });
            return ExitCodes.Done;
        });
        return command;
    }

    /// <summary>Lists what an option may be; null where it is free.</summary>
    internal static IReadOnlyList<string>? Words(Option option) => option.Name switch
    {
        "--log-level" => LogLevels.Names,
        "--preset" => ChainSpecs.PresetNames,
        "--network-config" => [.. Networks.Names],
        "--fork" => CliText.Forks,
        "--kdf" => ["scrypt", "pbkdf2"],
        "--wire" => ["bus", "libp2p"],
        _ => null,
    };

    private static string Bash(RootCommand root)
    {
        var commands = All(root, "").ToList();
        var script = new StringBuilder();
        script.Append("""
            # bash completion for consensoor: consensoor completion bash > /etc/bash_completion.d/consensoor
            _consensoor() {
              local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} path= words= i
              # bash takes = for a word of its own.
              if [ "$cur" = = ]; then cur=; elif [ "$prev" = = ]; then prev=${COMP_WORDS[COMP_CWORD-2]}; fi
              for ((i = 1; i < COMP_CWORD; i++)); do
                case "${path:+$path }${COMP_WORDS[i]}" in

            """);
        var paths = commands.Where(static one => one.Path.Length > 0).Select(static one => $"'{one.Path}'");
        script.Append($"      {string.Join('|', paths)}) path=\"${{path:+$path }}${{COMP_WORDS[i]}}\" ;;\n");
        script.Append("    esac\n  done\n  case \"$prev\" in\n");
        var options = commands.SelectMany(static one => one.Command.Options).DistinctBy(static option => option.Name).ToList();
        foreach (var option in options.Where(static option => Words(option) is not null))
        {
            var files = option.Name == "--network-config" ? " -f" : "";
            var words = string.Join(' ', Words(option)!);
            script.Append($"    {option.Name}) COMPREPLY=($(compgen{files} -W '{words}' -- \"$cur\")); return ;;\n");
        }

        var free = options.Where(static option => Words(option) is null && HelpPage.ValueOf(option) is not null)
            .Select(static option => option.Name);
        script.Append($"    {string.Join('|', free)}) COMPREPLY=($(compgen -f -- \"$cur\")); return ;;\n");
        script.Append("  esac\n  case \"$path\" in\n");
        foreach (var (path, command) in commands)
        {
            var words = command.Subcommands.Select(static sub => sub.Name).Concat(command.Options.Select(static option => option.Name));
            script.Append($"    '{path}') words='{string.Join(' ', words)}' ;;\n");
        }

        script.Append("""
              esac
              COMPREPLY=($(compgen -W "$words" -- "$cur"))
            }
            complete -o default -F _consensoor consensoor

            """);
        return script.ToString();
    }

    private static string Fish(RootCommand root)
    {
        var script = new StringBuilder("# fish completion for consensoor, for ~/.config/fish/completions/consensoor.fish\n");
        foreach (var (path, command) in All(root, ""))
        {
            var seen = path.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            var at = seen.Length == 0
                ? "__fish_use_subcommand"
                : string.Join("; and ", seen.Select(static word => $"__fish_seen_subcommand_from {word}"));
            foreach (var sub in command.Subcommands)
            {
                script.Append($"complete -c consensoor -f -n '{at}' -a {sub.Name} -d {Quoted(sub.Description)}\n");
            }

            foreach (var option in command.Options.Where(static option => option.Name.StartsWith("--", StringComparison.Ordinal)))
            {
                var value = HelpPage.ValueOf(option) is null ? ""
                    : Words(option) is { } words ? $" -x -a '{string.Join(' ', words)}'"
                    : " -r";
                script.Append($"complete -c consensoor -n '{at}' -l {option.Name[2..]}{value} -d {Quoted(option.Description)}\n");
            }
        }

        return script.ToString();
    }

    private static IEnumerable<(string Path, Command Command)> All(Command command, string path)
    {
        yield return (path, command);
        foreach (var below in command.Subcommands.SelectMany(sub => All(sub, path.Length == 0 ? sub.Name : $"{path} {sub.Name}")))
        {
            yield return below;
        }
    }

    private static string Quoted(string? text) =>
        $"'{(text ?? "").Split('\n')[0].Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal)}'";
}
