using System.CommandLine;
using Consensoor.Actors.Cli;
using Xunit;

namespace Consensoor.Actors.Tests.Cli;

/// <summary>
/// Every option of every command, and every variable, with values that are none: a message that names it and an exit code, never a stack.
/// </summary>
public class MalformedOptionTests
{
    // A control character in a path is taken by the file system; a NUL is not.
    private static readonly string[] NoPaths = ["", "a\0b"];
    private static readonly string[] NoNumbers = ["", "abc", "-1", "1.5", "99999999999999999999999", "0x10", " 1", "١"];
    private static readonly string[] NoRanges = ["", "1", "5..5", "5..4", "-1..4", "0..99999999999", "a..b", "0...4", "0..4..8"];

    private static readonly string[] NoAddresses = [
        "",
        "abc",
        "0x",
        "0x00",
        "0x" + "zz",
        "0x" + "000000000000000000000000000000000000000000",
        "0000000000000000000000000000000000000000"];

    private static readonly string[] NoPubkeys = ["", "abc", "0x", "0x" + new string('0', 94), "0x" + new string('g', 96)];

    private static readonly Dictionary<string, string[]> Malformed = new()
    {
        ["--data-dir"] = NoPaths,
        ["--config"] = NoPaths,
        ["--genesis-state"] = NoPaths,
        ["--network-config"] = NoPaths,
        ["--checkpoint-sync-url"] = [
            "", "abc", "localhost:5052", "ftp://x", "http://", "file:///etc/passwd", "http://x/?a=1", "http://x/#a"],
        ["--engine-api-url"] = [
            "", "abc", "localhost:8551", "ftp://x", "http://", "file:///etc/passwd", "http://x/?a=1", "http://u:p@x", "Embedded"],
        ["--jwt-secret"] = NoPaths,
        ["--validator-keys"] = ["", "abc", "a:", ":b", "a:b:c", "a:b,", "a:b,c"],
        ["--web3signer-url"] = ["", "abc", "localhost:9000", "ftp://x", "http://", "http://x/?a=1", "http://u:p@x"],
        ["--web3signer-public-keys"] = NoPaths,
        ["--keymanager-port"] = [.. NoNumbers, "65536"],
        ["--keymanager-host"] = ["", "abc", "1", "1.2.3"],
        ["--keymanager-token-file"] = NoPaths,
        ["--beacon-node-url"] = ["", "abc", "localhost:5052", "ftp://x", "http://"],
        ["validators --beacon-node-url"] = [
            "", "abc", "localhost:5052", "ftp://x", "http://", "http://x,", ",http://x", "http://x,ftp://y", "http://x/?a=1",
            "http://x/#a"],
        ["--validator-index"] = NoNumbers,
        ["--key-index"] = NoNumbers,
        ["--epoch"] = NoNumbers,
        ["--amount"] = NoNumbers,
        ["--compounding"] = ["maybe"],
        ["--transactions"] = ["maybe"],
        ["--send"] = ["maybe"],
        ["--public-key"] = NoPubkeys,
        ["--source"] = NoPubkeys,
        ["--target"] = NoPubkeys,
        ["--range"] = NoRanges,
        ["--password-file"] = NoPaths,
        ["--public-keys"] = NoPaths,
        ["--kdf"] = ["", "argon2", "Scrypt"],
        ["--check"] = ["maybe"],
        ["--engine-force-json"] = ["maybe"],
        ["--engine-api-host"] = ["", "abc", "1", "1.2.3"],
        ["--engine-api-port"] = [.. NoNumbers, "65536"],
        ["--engine-api-forms"] = ["", "none", "json,", "json,json", "v3", "JSON"],
        ["--blocks-file"] = NoPaths,
        ["--blobs"] = [.. NoNumbers, "65"],
        ["--checkpoint-state"] = NoPaths,
        ["--checkpoint-block"] = NoPaths,
        ["--unsafe-checkpoint"] = ["maybe"],
        ["--reject-root"] = ["", "0x", "0x12", new string('1', 64), "0x" + new string('g', 64), "0x" + new string('1', 66)],
        ["--supernode"] = ["maybe"],
        ["--json"] = ["maybe"],
        ["--ready"] = ["maybe"],
        ["--slot"] = NoNumbers,
        ["--emit-payload-attributes"] = ["maybe"],
        ["--distributed"] = ["maybe"],
        ["--beacon-api-port"] = [.. NoNumbers, "65536"],
        ["--metrics-port"] = [.. NoNumbers, "65536"],
        ["--beacon-api-host"] = ["", "abc", "1", "1.2.3", "1.2.3.4.5", "256.0.0.1", "010.0.0.1", "example.org", "[::1"],
        ["--metrics-host"] = ["", "abc", "1", "1.2.3"],
        ["--p2p-port"] = [.. NoNumbers, "65536"],
        ["--quic-port"] = [.. NoNumbers, "65536"],
        ["--p2p-host"] = ["", "abc", "1", "1.2.3"],
        ["--peers"] = [
            "",
            "abc",
            "/ip4/127.0.0.1/tcp/9000",
            "/ip4/127.0.0.1/udp/9000/p2p/16Uiu2HAmLhLvBoYaoZfaMUKuibM6ac163GwKY74c5kiSLg5KvLpY",
            "/ip4/127.0.0.1/tcp/0/p2p/16Uiu2HAmLhLvBoYaoZfaMUKuibM6ac163GwKY74c5kiSLg5KvLpY",
            "/ip4/127.0.0.1/tcp/9000/p2p/x"],
        ["--bootnodes"] = [
            "",
            "abc",
            "enr:x",
            "enr:-IS4QHCYrYZbAKWCBRlAy5zzaDZXJBGkcnh4MHcBFZntXNFrdvJjX04jRzjzCBOonrkTfj499SZuOh8R33L",
            "enode://abc@127.0.0.1:30303",
            "/ip4/127.0.0.1/tcp/9000",
            "/ip4/127.0.0.1/udp/9001/quic-v1/p2p/16Uiu2HAmLhLvBoYaoZfaMUKuibM6ac163GwKY74c5kiSLg5KvLpY",
            "/ip4/127.0.0.1/tcp/0/p2p/16Uiu2HAmLhLvBoYaoZfaMUKuibM6ac163GwKY74c5kiSLg5KvLpY",
            "/ip4/127.0.0.1/tcp/9000/p2p/x"],
        ["--log-level"] = ["", "LOUD", "1"],
        ["--preset"] = ["", "foo", "gnosis"],
        ["--fee-recipient"] = NoAddresses,
        ["--withdrawal-address"] = NoAddresses,
        ["--graffiti"] = [new string('x', 33), "ééééééééééééééééé"],
        ["--target-gas-limit"] = [.. NoNumbers, "0", "18446744073709551615"],
        ["--interop-validators"] = NoRanges,
        ["--builders"] = NoRanges,
        ["--builder-balance"] = NoNumbers,
        ["--genesis-time"] = NoNumbers,
        ["--output"] = NoPaths,
        ["--name"] = NoPaths,
        ["--execution-genesis"] = NoPaths,
        ["--mnemonic-file"] = NoPaths,
        ["--nodes"] = NoNumbers,
        ["--validators"] = NoNumbers,
        ["--slot-ms"] = NoNumbers,
        ["devnet --builders"] = NoNumbers,
        ["--seed"] = NoNumbers,
        ["--slots"] = NoNumbers,
        ["--loss"] = ["", "much", "-0.1", "1.1", "NaN", "1e-3", "0,5"],
        ["--wire"] = ["", "tcp", "Bus"],
        ["--latency"] = [.. NoNumbers, "60001", "0.5"],
        ["--from"] = NoPaths,
        ["--node"] = NoPaths,
        ["--before"] = NoNumbers,
        ["--from-era"] = NoNumbers,
        ["--to-era"] = NoNumbers,
        ["--yes"] = ["maybe"],
        ["--to"] = NoPaths,
        ["--genesis-validators-root"] = ["", "0x", "0x12", new string('1', 63), "0x" + new string('g', 64)],
        ["--fork"] = ["", "foo", "1", "phase1"],
        ["--gloas-from-genesis"] = ["maybe"],
        ["--reset"] = ["maybe"],
        ["--devnet"] = ["maybe"],
        ["--log"] = ["maybe"],
        ["--shrink"] = ["maybe"],
    };

    // Free text, refused by the command when it looks at it: see FileCommandTests and GenesisCommandTests.
    private static readonly string[] Free = [
        "--fork-epoch",
        "--set",
        "--type",
        "--pre",
        "--post",
        "--no-signatures",
        "transition --config",
        "ssz root --config",
        "ssz pretty --config",
        "ssz convert --config"];

    // An option of one name may be another one at another command.
    private static string[] ValuesOf(string path, string option) =>
        Malformed.GetValueOrDefault($"{path} {option}") ?? Malformed.GetValueOrDefault(option, []);

    public static TheoryData<string, string, string> Cases()
    {
        var cases = new TheoryData<string, string, string>();
        foreach (var (path, option) in Options(CommandLine.Root(new CliOptions(static _ => null)), ""))
        {
            foreach (var value in ValuesOf(path, option.Name))
            {
                cases.Add(path, option.Name, value);
            }
        }

        return cases;
    }

    [Fact]
    public void Every_option_has_its_malformed_values()
    {
        var missing = Options(CommandLine.Root(new CliOptions(static _ => null)), "")
            .Where(
                static pair =>
                    !Malformed.ContainsKey(pair.Option.Name)
                        && !Free.Contains(pair.Option.Name)
                        && !Free.Contains($"{pair.Path} {pair.Option.Name}"))
            .Select(static pair => $"{pair.Path} {pair.Option.Name}");
        Assert.Empty(missing);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task A_malformed_option_is_refused_by_its_name(string path, string option, string value)
    {
        var isSwitch = value == "maybe";
        var run = await CliRun.Of(
            [.. path.Split(' '), .. Arguments(path), .. isSwitch ? [$"{option}={value}"] : (string[])[option, value]]);
        run.IsRefused(ExitCodes.BadCommandLine, isSwitch ? value : option);
    }

    [Theory]
    [InlineData("run")]
    [InlineData("devnet")]
    [InlineData("config print")]
    [InlineData("config check")]
    public async Task A_malformed_variable_is_refused_by_its_name(string path)
    {
        foreach (var (_, option) in Options(CommandLine.Root(new CliOptions(static _ => null)), "").Where(pair => pair.Path == path))
        {
            if (option.Description?.Contains($"[{CliOptions.VariableOf(option.Name)}]", StringComparison.Ordinal) != true)
            {
                continue;
            }

            foreach (var value in ValuesOf(path, option.Name).Where(static value => value.Length > 0))
            {
                var run = await CliRun.Of(new Dictionary<string, string> { [CliOptions.VariableOf(option.Name)] = value }, path.Split(' '));
                run.IsRefused(ExitCodes.BadCommandLine, CliOptions.VariableOf(option.Name));
            }
        }
    }

    [Theory]
    [InlineData("fly")]
    [InlineData("run", "--bogus")]
    [InlineData("run", "--data-dir")]
    [InlineData("run", "--beacon-api-port", "1", "--beacon-api-port", "2")]
    [InlineData("devnet", "extra")]
    [InlineData("ssz")]
    [InlineData("ssz", "root")]
    [InlineData("ssz", "convert", "--type", "Fork", "--fork", "phase0", "one.ssz")]
    [InlineData("transition")]
    [InlineData("scenario")]
    [InlineData("config")]
    [InlineData("run", "@/nowhere/response-file")]
    public async Task What_is_no_command_line_is_not_understood(params string[] args) =>
        (await CliRun.Of(args)).IsRefused(ExitCodes.BadCommandLine);

    // What a command must have besides the option under test, none of it there.
    private static string[] Arguments(string path) => path switch
    {
        "ssz root" or "ssz pretty" => ["--type", "Fork", "/nowhere.ssz"],
        "ssz convert" => ["--type", "Fork", "/nowhere.ssz", "/nowhere.json"],
        "transition" => ["--config", "minimal", "--pre", "/nowhere.ssz"],
        "scenario" => ["finality"],
        _ => [],
    };

    private static IEnumerable<(string Path, Option Option)> Options(Command command, string path)
    {
        foreach (var sub in command.Subcommands)
        {
            var name = path.Length == 0 ? sub.Name : $"{path} {sub.Name}";
            foreach (var option in sub.Options)
            {
                yield return (name, option);
            }

            foreach (var below in Options(sub, name))
            {
                yield return below;
            }
        }
    }
}
