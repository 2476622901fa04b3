using Akka.Configuration;
using Consensoor.Actors.Hosting;
using Xunit;

namespace Consensoor.Actors.Tests.Hosting;

/// <summary>Which layer of settings counts, and what validators are told by it.</summary>
public sealed class NodeHoconTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Fact]
    public void Options_lie_over_the_file_and_the_file_over_the_defaults()
    {
        File.WriteAllText(
            _file,
            """
            consensoor.validators {
              fee-recipient = "0x00000000000000000000000000000000000000aa"
              graffiti = "a # and braces } in it"
              target-gas-limit = 1
            }
            """);
        var hocon =
            NodeHocon.Load("devnet", _file, [new HoconSetting(ValidatorOptions.TargetGasLimitPath, "45000000", "--target-gas-limit")]);
        var options = ValidatorOptions.From(hocon.Config.GetConfig("consensoor"));
        Assert.Equal("0x00000000000000000000000000000000000000aa", options.Defaults.FeeRecipient.ToString());
        Assert.Equal(("a # and braces } in it", 45_000_000UL), (options.Defaults.Graffiti, options.Defaults.GasLimit));
        Assert.Empty(hocon.Warnings);
        Assert.Equal(
            [$"{_file}:2", $"{_file}:3", "--target-gas-limit"],
            new[] { ValidatorOptions.FeeRecipientPath, ValidatorOptions.GraffitiPath, ValidatorOptions.TargetGasLimitPath }
                .Select(path => hocon.Entries.Single(entry => entry.Path == path).Origin));
    }

    [Theory]
    [InlineData("with \"quotes\" and \\ a stroke")]
    [InlineData("${?HOME} # {}[]=:,+ //")]
    [InlineData("")]
    [InlineData("ünïcödé ✓")]
    public void An_option_is_taken_letter_by_letter(string graffiti)
    {
        var hocon = NodeHocon.Load("reference", null, [new HoconSetting(ValidatorOptions.GraffitiPath, graffiti, "--graffiti")]);
        Assert.Equal(graffiti, ValidatorOptions.From(hocon.Config.GetConfig("consensoor")).Defaults.Graffiti);
    }

    [Theory]
    [InlineData("engine.embedded-blobs = 65")]
    [InlineData("engine.embedded-blobs = -1")]
    [InlineData("engine.payloads = 0")]
    [InlineData("engine.timeout.new-payload = 0s")]
    [InlineData("gossip.lane.beacon_block.queue = 0")]
    [InlineData("sync.backfill.reach = far")]
    [InlineData("sync.backfill.range = 0")]
    [InlineData("wire.partial-columns.mode = perhaps")]
    [InlineData("wire.partial-columns.groups = 0")]
    [InlineData("wire.partial-columns.ask-life = 0s")]
    public void A_value_out_of_its_range_is_refused_before_anything_is_made(string setting)
    {
        File.WriteAllText(_file, $"consensoor.{setting}");
        var refusal = Assert.Throws<NodeStartException>(() => NodeHocon.Load("reference", _file, []));
        Assert.Contains($"{_file}:1: consensoor.{setting.Split('=')[0].Trim()} = ", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("consensoor = 5", "consensoor is a group")]
    [InlineData("akka = 5", "akka is a group")]
    [InlineData("consensoor.sync.backfill = 3", "backfill is a group")]
    [InlineData("consensoor.chain.waiting = [1]", "waiting is a group")]
    [InlineData("consensoor.gossip.lane.beacon_block = 7", "beacon_block is a group")]
    [InlineData("consensoor.sync.backfill.range { x = 1 }", "range is a setting")]
    [InlineData("consensoor.sync.backfill.range {}", "range is a setting")]
    [InlineData("consensoor.sync.backfill.patience { x { y = 1 } }", "patience is a setting")]
    [InlineData("consensoor.gossip.lane.voluntary_exit.queue { x = 1 }", "queue is a setting")]
    [InlineData("consensoor.chain.waiting.voluntary_exit { x = 1 }", "voluntary_exit is a setting")]
    public void A_value_where_a_group_is_and_a_group_where_a_value_is_are_refused(string text, string reason)
    {
        File.WriteAllText(_file, text);
        var refusal = Assert.Throws<NodeStartException>(() => NodeHocon.Load("reference", _file, []));
        Assert.Contains(_file, refusal.Message, StringComparison.Ordinal);
        Assert.Contains(reason, refusal.Message, StringComparison.Ordinal);
    }

    /// <summary>Whatever a file says, it is taken or refused with its name.</summary>
    [Theory]
    [InlineData("consensoor.sync.backfill.range = null")]
    [InlineData("consensoor.sync.backfill.range = [32]")]
    [InlineData("consensoor.sync.backfill.range = ${consensoor.sync.none}")]
    [InlineData("consensoor.gossip.lane.voluntary_exit = 7")]
    [InlineData("consensoor.chain.waiting { default {} }")]
    [InlineData("consensoor.sync {}")]
    [InlineData("consensoor.sync = null")]
    [InlineData("[1, 2]")]
    [InlineData("5")]
    [InlineData("{}")]
    [InlineData("consensoor.sync.backfill.range = 3\nconsensoor.sync.backfill.range.x = 3")]
    [InlineData("{\"consensoor\": 1, \"data\": [}")]
    [InlineData("consensoor.run.peers = [")]
    [InlineData("consensoor.run.peers = [{]}")]
    [InlineData("consensoor.run.peers = ]")]
    [InlineData("consensoor.run { peers = [ }")]
    [InlineData("consensoor.run.peers = [{ x = 1 }]")]
    [InlineData("consensoor.run.network-config = [[a]]")]
    public void A_file_of_an_odd_shape_is_taken_or_refused_with_its_name(string text)
    {
        File.WriteAllText(_file, text);
        try
        {
            NodeHocon.Load("reference", _file, []);
        }
        catch (NodeStartException refusal)
        {
            Assert.Contains(_file, refusal.Message, StringComparison.Ordinal);
        }
    }

    /// <summary>
    /// Every number, duration, switch and choice of hocon/reference.conf: what is no such thing, or out of its range, is refused with its
    /// path and place before anything is made.
    /// </summary>
    [Fact]
    public void Each_setting_has_a_range_and_a_value_out_of_it_is_refused_with_its_path()
    {
        var defaults = NodeHocon.Load("reference", null, []).Entries
            .Where(static entry => entry.Path.StartsWith("consensoor.", StringComparison.Ordinal)
                && !entry.Path.StartsWith("consensoor.dispatchers.", StringComparison.Ordinal))
            .ToList();
        var texts = new List<string>();
        foreach (var entry in defaults)
        {
            string[] bad = entry.Path is "consensoor.engine.url" or "consensoor.validators.web3signer.url"
                    or "consensoor.validators.keystores.files" ? ["nonsense", "7"]
                : entry.Path == "consensoor.http.origins" ? ["nonsense", "7"]
                : entry.Path == "consensoor.http.hosts" ? ["a/b", "a b"]
                : long.TryParse(entry.Value, out _) ? ["-1", "9223372036854775808", "many", "1.5", "5s"]
                : entry.Path == "consensoor.wire.ban" ? ["-1s", "0s", "3651d", "5", "soon"]
                : NodeHocon.IsDuration(entry.Value) ? ["-1s", "25d", "577h", "99999999999999999999h", "5", "soon"]
                : entry.Value is "on" or "off" or "auto" or "oldest" or "newest" or "retention" or "genesis" or "sqlite"
                    or "text"
                    || entry.Path.EndsWith(".priority", StringComparison.Ordinal) ? ["nonsense", "7"]
                : [];
            if (bad.Length == 0)
            {
                texts.Add(entry.Path);
            }

            foreach (var value in bad)
            {
                File.WriteAllText(_file, $"\n{entry.Path} = {value}\n");
                var refusal = Record.Exception(() => NodeHocon.Load("reference", _file, []));
                Assert.True(refusal is NodeStartException, $"{entry.Path} = {value}: {refusal}");
                var given = ExecutionChoice.MayHoldSecret(entry.Path) ? "" : $" = '{value}'";
                Assert.StartsWith($"{_file}:2: {entry.Path}{given} is not ", refusal.Message, StringComparison.Ordinal);
            }
        }

        Assert.True(defaults.Count > 120, $"{defaults.Count}");
        Assert.Equal(
            [
                "consensoor.engine.jwt-secret", "consensoor.faults.plan", "consensoor.faults.token-file", "consensoor.logging.file",
                "consensoor.validators.builder.urls", "consensoor.validators.fee-recipient", "consensoor.validators.graffiti",
                "consensoor.validators.proposers-file", "consensoor.validators.web3signer.public-keys",
            ],
            texts.Order());
    }

    /// <summary>Nothing works with none of these, or at once.</summary>
    [Fact]
    public void Zero_is_refused_where_it_is_not_said_to_mean_something()
    {
        var zero = NodeHocon.Load("reference", null, []).Entries.Where(entry =>
        {
            var isTime = NodeHocon.IsDuration(entry.Value);
            if (entry.Path.StartsWith("consensoor.dispatchers.", StringComparison.Ordinal)
                || entry.Path.StartsWith("consensoor.gossip.lane.", StringComparison.Ordinal)
                || (!isTime && !long.TryParse(entry.Value, out _)))
            {
                return false;
            }

            File.WriteAllText(_file, $"{entry.Path} = {(isTime ? "0s" : "0")}");
            return Record.Exception(() => NodeHocon.Load("reference", _file, [])) is null;
        });
        Assert.Equal(
            [
                "consensoor.chain.state-budget-mib", "consensoor.columns.recovery-spread", "consensoor.columns.recovery-wait",
                "consensoor.engine.embedded-blobs", "consensoor.http.grace", "consensoor.validators.builder.boost-factor",
                "consensoor.validators.builder.max-execution-payment", "consensoor.validators.builder.min-bid",
                "consensoor.validators.doppelganger-epochs", "consensoor.work.wait", "consensoor.work.workers",
            ],
            zero.Select(static entry => entry.Path).Order(StringComparer.Ordinal));
    }

    /// <summary>What a topic may say of itself has the default's range, and is no unknown setting.</summary>
    [Theory]
    [InlineData("chain.waiting.sync_committee = 0", false)]
    [InlineData("chain.waiting.sync_committee = 7", true)]
    [InlineData("gossip.lane.sync_committee.wait = 25d", false)]
    [InlineData("gossip.lane.sync_committee.wait = 1ms", true)]
    public void A_topics_own_setting_has_the_defaults_range(string setting, bool isTaken)
    {
        File.WriteAllText(_file, $"consensoor.{setting}");
        if (isTaken)
        {
            Assert.Empty(NodeHocon.Load("reference", _file, []).Warnings);
        }
        else
        {
            Assert.Throws<NodeStartException>(() => NodeHocon.Load("reference", _file, []));
        }
    }

    [Theory]
    [InlineData("fee-recipient = 0x00")]
    [InlineData("fee-recipient = 00000000000000000000000000000000000000aa")]
    [InlineData("graffiti = xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx")]
    [InlineData("target-gas-limit = 0")]
    [InlineData("target-gas-limit = -5")]
    [InlineData("target-gas-limit = 9223372036854775808")]
    public void What_validators_cannot_be_told_is_refused(string setting)
    {
        File.WriteAllText(_file, $"consensoor.validators.{setting}");
        var refusal = Record.Exception(() => NodeHocon.Load("reference", _file, []));
        Assert.True(refusal is ConfigurationException or NodeStartException, refusal?.ToString());
        Assert.NotNull(refusal);
        Assert.Contains($"consensoor.validators.{setting[..setting.IndexOf(' ')]}", refusal.Message, StringComparison.Ordinal);
    }
}
