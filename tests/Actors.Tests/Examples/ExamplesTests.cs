using System.Diagnostics;
using Consensoor.Actors.Cli;
using Consensoor.Actors.Tests.Architecture;
using Consensoor.Actors.Tests.Cli;
using Xunit;
using YamlDotNet.RepresentationModel;

namespace Consensoor.Actors.Tests.Examples;

/// <summary>The examples as far as this machine can start them: they are read, and what they give the program is taken by it.</summary>
public sealed class ExamplesTests : IDisposable
{
    private static readonly string Folder = Path.Combine(Repository.Root, "examples");
    private readonly string _root = Directory.CreateTempSubdirectory().FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public async Task The_compose_files_command_line_and_settings_are_taken()
    {
        var services = (YamlMappingNode)Yaml("docker-compose/compose.yaml")["services"];
        var node = (YamlMappingNode)services["consensoor"];
        Assert.All(services.Children.Keys, service => Assert.True(
            ((YamlMappingNode)services[service]).Children.ContainsKey("image"), $"{service} has no image"));
        Assert.Contains("geth", Texts(node["depends_on"]));

        // What the file mounts is what the command line and the settings name.
        MakeNetwork();
        Directory.CreateDirectory(Place("keys"));
        Directory.CreateDirectory(Place("secrets"));
        File.WriteAllText(Path.Combine(Place("keys"), "keystore.json"), "{}");
        var places = new Dictionary<string, string>
        {
            ["./consensoor.conf"] = Path.Combine(Folder, "docker-compose", "consensoor.conf"),
            ["./network"] = Place("network"),
            ["./jwtsecret"] = Place("jwtsecret"),
            ["./keys"] = Place("keys"),
            ["./secrets"] = Place("secrets"),
        };
        var mounts = Texts(node["volumes"]).Select(static volume => volume.Split(':')).Where(static parts => parts[0].StartsWith('.'))
            .Select(parts => (From: places[parts[0]], To: parts[1])).ToList();
        Assert.Equal(places.Count, mounts.Count);
        var conf = Mapped(File.ReadAllText(places["./consensoor.conf"]), mounts);
        File.WriteAllText(Place("mapped.conf"), conf);
        var settings = mounts.FindIndex(mount => mount.From == places["./consensoor.conf"]);
        mounts[settings] = (Place("mapped.conf"), mounts[settings].To);
        await Checks(Texts(node["command"]).Select(word => Mapped(word, mounts)), ((YamlMappingNode)node["environment"]).ToDictionary(
            static pair => ((YamlScalarNode)pair.Key).Value!, static pair => ((YamlScalarNode)pair.Value).Value!));
        var published = Texts(node["ports"]).Select(static port => port.Split(':')[^1]);
        Assert.Equal(["5052", "8008", "9000", "9000/udp", "9001/udp"], published);
    }

    [Fact]
    public async Task What_kurtosis_gives_the_node_besides_is_taken()
    {
        var participant = (YamlMappingNode)((YamlSequenceNode)Yaml("kurtosis/network_params.yaml")["participants"])[0];
        Assert.Equal("consensoor", ((YamlScalarNode)participant["cl_type"]).Value);
        var variables = ((YamlMappingNode)participant["cl_extra_env_vars"]).ToDictionary(
            static pair => ((YamlScalarNode)pair.Key).Value!, static pair => ((YamlScalarNode)pair.Value).Value!);
        MakeNetwork();
        var genesis = $"--genesis-state={Path.Combine(Place("network"), "genesis.ssz")}";
        await Checks(["run", "--preset=minimal", genesis, .. Texts(participant["cl_extra_params"])], variables);
        var conf = File.ReadAllText(Path.Combine(Folder, "kurtosis", "consensoor.conf"))
            .Replace("\"network-configs/", $"\"{Place("network")}/", StringComparison.Ordinal);
        File.WriteAllText(Place("mapped.conf"), conf);
        await Checks(["run", "--config", Place("mapped.conf")], []);
    }

    [Fact]
    public async Task The_units_command_lines_are_taken()
    {
        var unit = File.ReadAllLines(Path.Combine(Folder, "systemd", "consensoor.service"));
        File.WriteAllText(Place("jwtsecret"), new string('1', 64));
        var conf = Path.Combine(Folder, "systemd", "consensoor.conf");
        var commands = unit.Where(static line => line.StartsWith("ExecStart", StringComparison.Ordinal)).ToList();
        var command = Assert.Single(commands);
        var words = command[(command.IndexOf('=') + 1)..].Split(' ');
        Assert.Equal("/usr/local/bin/consensoor", words[0]);
        await Checks(words[1..].Select(word => word
            .Replace("/etc/consensoor/consensoor.conf", conf, StringComparison.Ordinal)
            .Replace("${CREDENTIALS_DIRECTORY}/jwtsecret", Place("jwtsecret"), StringComparison.Ordinal)), []);

        // Only what no further start understands ends it for good; what may pass is tried again, and not for ever.
        Assert.Contains($"RestartPreventExitStatus={ExitCodes.BadCommandLine}", unit);
        var service = Array.IndexOf(unit, "[Service]");
        Assert.InRange(Array.IndexOf(unit, "StartLimitIntervalSec=10min"), 1, service);
        Assert.InRange(Array.IndexOf(unit, "StartLimitBurst=20"), 1, service);
    }

    /// <summary>Systemd's own opinion, where it is there, of the unit with another program in place of ours.</summary>
    [SystemdFact]
    public async Task The_unit_is_one()
    {
        var unit = File.ReadAllText(Path.Combine(Folder, "systemd", "consensoor.service"))
            .Replace("/usr/local/bin/consensoor", "/bin/true", StringComparison.Ordinal);
        File.WriteAllText(Place("consensoor.service"), unit);
        using var verify = Process.Start(new ProcessStartInfo("systemd-analyze", ["verify", Place("consensoor.service")])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        })!;
        var output = verify.StandardOutput.ReadToEndAsync();
        var error = await verify.StandardError.ReadToEndAsync();
        await verify.WaitForExitAsync();

        // It also speaks of units of the machine's own.
        Assert.DoesNotContain("consensoor.service", error + await output, StringComparison.Ordinal);
    }

    private static async Task Checks(IEnumerable<string> words, Dictionary<string, string> variables)
    {
        string[] arguments = [.. words];
        var start = arguments[0] == "config" ? 2 : 1;
        Assert.True(arguments[0] is "run" or "config", arguments[0]);
        var run = await CliRun.Of(variables, ["config", "check", .. arguments[start..]]);
        Assert.True(run.Code == ExitCodes.Done, run.Error);
    }

    private static string Mapped(string text, IEnumerable<(string From, string To)> mounts) =>
        mounts.OrderByDescending(static mount => mount.To.Length).Aggregate(text, static (mapped, mount) =>
            mapped.Replace($"\"{mount.To}", $"\"{mount.From}", StringComparison.Ordinal)
                .Replace($"={mount.To}", $"={mount.From}", StringComparison.Ordinal)
                .Replace($":{mount.To}", $":{mount.From}", StringComparison.Ordinal));

    private static YamlMappingNode Yaml(string file)
    {
        var yaml = new YamlStream();
        using var reader = File.OpenText(Path.Combine(Folder, file));
        yaml.Load(reader);
        return (YamlMappingNode)yaml.Documents.Single().RootNode;
    }

    private static IEnumerable<string> Texts(YamlNode list) =>
        ((YamlSequenceNode)list).Select(static item => ((YamlScalarNode)item).Value!);

    private void MakeNetwork()
    {
        Directory.CreateDirectory(Place("network"));
        File.WriteAllText(Path.Combine(Place("network"), "config.yaml"), "PRESET_BASE: minimal\nCONFIG_NAME: example\n");
        File.WriteAllBytes(Path.Combine(Place("network"), "genesis.ssz"), new byte[40]);
        File.WriteAllText(Place("jwtsecret"), new string('1', 64));
    }

    private string Place(string name) => Path.Combine(_root, name);
}
