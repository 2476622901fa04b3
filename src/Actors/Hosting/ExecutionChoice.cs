using Akka.Configuration;
using Consensoor.Actors.Cli;
using Consensoor.Actors.Hosting.Keys;
using Consensoor.Interop.Engine;
using Consensoor.Interop.Engine.JsonRpc;
using Consensoor.Interop.Engine.JsonRpc.Auth;
using Consensoor.Interop.Engine.JsonRpc.Codec;
using Consensoor.Interop.Engine.Rest;
using Consensoor.Spec.Config;
using Serilog;

namespace Consensoor.Actors.Hosting;

/// <summary>
/// The execution layer of `run` (`consensoor.engine.url` and `jwt-secret`): behind an Engine API, the one in this process, or none.
/// </summary>
public sealed record ExecutionChoice(Uri? Url, bool IsEmbedded, string JwtSecretFile)
{
    /// <summary>The word for the execution layer in this process.</summary>
    public const string Embedded = "embedded";

    /// <summary>The word for no execution layer.</summary>
    public const string None = "none";

    /// <summary>Says what is a choice.</summary>
    public const string Expected = $"a URL http://HOST:PORT without a user, {Embedded} or {None}";

    /// <summary>Says what is given for the secret.</summary>
    public const string SecretExpected = "a path of a file that has the secret";

    internal const string UrlPath = "consensoor.engine.url";
    internal const string SecretPath = "consensoor.engine.jwt-secret";
    internal const string ForceJsonPath = "consensoor.engine.force-json";

    // The code of this client in `engine_getClientVersionV1`; no other has it.
    private const string Code = "CA";
    private const int CommitDigits = 8;

    /// <summary>True where the Engine API is asked over JSON-RPC alone, whatever else is spoken.</summary>
    public bool IsJsonForced { get; init; }

    /// <summary>Reads the choice from `consensoor`; throws ConfigurationException for a URL that is none.</summary>
    public static ExecutionChoice From(Config consensoor)
    {
        var text = consensoor.GetString("engine.url") ?? "";
        return TryUrl(text, out var choice)
            ? choice with
            {
                JwtSecretFile = consensoor.GetString("engine.jwt-secret") ?? "",
                IsJsonForced = consensoor.GetBoolean("engine.force-json"),
            }
            : throw new ConfigurationException($"{UrlPath} is not {Expected}");
    }

    /// <summary>Reads a URL, or one of the words.</summary>
    public static bool TryUrl(string text, out ExecutionChoice choice)
    {
        choice = new ExecutionChoice(null, text == Embedded, "");
        if (text is Embedded or None)
        {
            return true;
        }

        var isUrl = CliText.TryServer(text, out var url) && url!.UserInfo.Length == 0;
        choice = choice with { Url = url };
        return isUrl;
    }

    /// <summary>True where a text may name the file of the secret, and is not the secret itself, given in its place.</summary>
    public static bool IsSecretFile(string text) => JwtSecret.Parse(text, out _) is null;

    /// <summary>True for the settings that may hold a password or the secret, which no message shows.</summary>
    public static bool MayHoldSecret(string path) => path is UrlPath or SecretPath or KeyOptions.UrlPath;

    /// <summary>
    /// Reads the secret, before anything is made; null where there is none or no use for one. Throws NodeStartException where its file is
    /// none; where a setting comes from, <paramref name="originOf"/> says.
    /// </summary>
    public JwtSecret? LoadSecret(Func<string, string> originOf)
    {
        if (Url is null && JwtSecretFile.Length > 0)
        {
            Log.Warning("{Origin} has no effect: there is no Engine API to connect to (--engine-api-url)", originOf(SecretPath));
        }

        if (Url is not null && JwtSecretFile.Length == 0)
        {
            Log.Warning("no JWT secret is given (--jwt-secret): the execution layer is asked without a token");
        }

        if (Url is null || JwtSecretFile.Length == 0)
        {
            return null;
        }

        return JwtSecret.Load(JwtSecretFile, out var problem) ?? throw new NodeStartException($"{originOf(SecretPath)}: {problem}");
    }

    /// <summary>
    /// Makes the layer that was chosen, which is the caller's to dispose of; <paramref name="embedded"/> makes the one here.
    /// </summary>
    public IExecutionLayer Make(ChainSpec spec, JwtSecret? secret, EngineDeadlines deadlines, Func<IExecutionLayer> embedded)
    {
        if (Url is not { } url)
        {
            return IsEmbedded ? embedded() : new NoExecutionLayer(spec);
        }

        var (own, time) = (Own(CommandLine.Version), TimeProvider.System);
        return IsJsonForced
            ? new JsonRpcExecutionLayer(spec, url, secret, deadlines, own, time)
            : new RestExecutionLayer(
                spec, url, secret, deadlines, own, time, static line => Log.Warning("execution layer: the node {Line:l}", line));
    }

    /// <summary>Says who the node is, from the program's name, version and commit as `NAME/VERSION+COMMIT`.</summary>
    internal static ClientVersion Own(string version)
    {
        var (name, rest) = Split(version, '/');
        var (number, commit) = Split(rest, '+');
        var isCommit = commit.Length >= CommitDigits && commit.AsSpan(0, CommitDigits).IndexOfAnyExcept("0123456789abcdef") < 0;
        return new ClientVersion(Code, name, number, isCommit ? $"0x{commit[..CommitDigits]}" : $"0x{new string('0', CommitDigits)}");
    }

    private static (string Before, string After) Split(string text, char at) =>
        text.IndexOf(at, StringComparison.Ordinal) is var index and >= 0 ? (text[..index], text[(index + 1)..]) : (text, "");
}
