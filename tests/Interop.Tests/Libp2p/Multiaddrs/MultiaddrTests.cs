using System.Net;
using System.Text.Json;
using Consensoor.Interop.Libp2p.Multiaddrs;
using CsCheck;
using Xunit;

namespace Consensoor.Interop.Tests.Libp2p.Multiaddrs;

public class MultiaddrTests
{
    private static readonly JsonElement Vectors =
        JsonDocument.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Libp2p/Vectors/multiaddr_strings.json"))).RootElement;

    public static TheoryData<string, string> Pairs
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var pair in Vectors.GetProperty("string_to_bytes").EnumerateArray())
            {
                data.Add(pair.GetProperty("string").GetString()!, pair.GetProperty("bytes").GetString()!);
            }

            return data;
        }
    }

    public static TheoryData<string> Valid => [.. Strings("valid")];

    public static TheoryData<string> Invalid => [.. Strings("invalid")];

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Published_strings_have_their_bytes(string text, string hex)
    {
        var address = Multiaddr.Parse(text, out var problem);
        Assert.Null(problem);
        Assert.Equal(hex, Convert.ToHexStringLower(address!.Bytes));
        Assert.Equal(address, Multiaddr.FromBytes(Convert.FromHexString(hex), out _));
        Assert.Equal(text, address.ToString());
    }

    [Theory]
    [MemberData(nameof(Valid))]
    public void Published_strings_are_read_packed_and_unpacked(string text)
    {
        var address = Multiaddr.Parse(text, out var problem);
        Assert.Null(problem);
        var unpacked = Multiaddr.FromBytes(address!.Bytes, out problem);
        Assert.Null(problem);
        Assert.Equal(address, unpacked);
        Assert.Equal(address, Multiaddr.Parse(unpacked!.ToString(), out _));
    }

    [Theory]
    [MemberData(nameof(Invalid))]
    public void Published_strings_are_refused_with_a_reason(string text)
    {
        Assert.Null(Multiaddr.Parse(text, out var problem));
        Assert.False(string.IsNullOrEmpty(problem));
    }

    [Fact]
    public void All_published_strings_are_here() =>
        Assert.Equal(
            [6, 87, 56], new[] { "string_to_bytes", "valid", "invalid" }.Select(static name => Vectors.GetProperty(name).GetArrayLength()));

    [Theory]
    [InlineData("/ip4/192.0.2.42/tcp/443", "192.0.2.42:443")]
    [InlineData("/ip6/2001:db8::1/tcp/9000/p2p/16Uiu2HAmLhLvBoYaoZfaMUKuibM6ac163GwKY74c5kiSLg5KvLpY", "[2001:db8::1]:9000")]
    [InlineData("/ip6/::ffff:192.0.2.42/tcp/443", "192.0.2.42:443")]
    [InlineData("/ip4/192.0.2.42/udp/443", null)]
    [InlineData("/ip4/192.0.2.42/tcp/443/ws", null)]
    [InlineData("/dns4/example.org/tcp/443", null)]
    [InlineData("/ip4/192.0.2.42", null)]
    public void A_tcp_end_point_is_found_where_there_is_one(string text, string? endPoint) =>
        Assert.Equal(endPoint, Multiaddr.Parse(text, out _)!.TcpEndPoint?.ToString());

    [Theory]
    [InlineData("04c00002")]
    [InlineData("ffff7f")]
    [InlineData("a5030412200102")]
    [InlineData("2b")]
    [InlineData("35")]
    [InlineData("3503612f62")]
    [InlineData("3501ff")]
    [InlineData("bc03000000000000000000000000")]
    [InlineData("8400010203040506")]
    public void Bytes_that_are_none_are_refused_with_a_reason(string hex)
    {
        Assert.Null(Multiaddr.FromBytes(Convert.FromHexString(hex), out var problem));
        Assert.False(string.IsNullOrEmpty(problem));
    }

    [Fact]
    public void Length_and_parts_are_bounded()
    {
        Assert.Null(Multiaddr.Parse(string.Concat(Enumerable.Repeat("/tcp/1", Multiaddr.MaxParts + 1)), out _));
        Assert.NotNull(Multiaddr.Parse(string.Concat(Enumerable.Repeat("/tcp/1", Multiaddr.MaxParts)), out _));
        Assert.Null(Multiaddr.Parse("/dns/" + new string('a', 1100), out _));
        Assert.Null(Multiaddr.Parse("/dns/" + new string('a', 1_000_000), out _));
        Assert.Null(Multiaddr.FromBytes(new byte[2000], out _));
    }

    // The library of base64 skips spaces, so that one address had many texts.
    [Fact]
    public void Spaces_within_base64_are_refused()
    {
        var hash = Strings("valid").First(static text => text.Contains("/certhash/b", StringComparison.Ordinal));
        string[] texts = [$"/garlic64/{Convert.ToBase64String(new byte[387])}", $"{Multiaddr.Parse(hash, out _)}"];
        Assert.Contains("/certhash/u", texts[1], StringComparison.Ordinal);
        foreach (var text in texts)
        {
            Assert.NotNull(Multiaddr.Parse(text, out _));
            Assert.All(" \n\t\r", space => Assert.Null(Multiaddr.Parse(text.Insert(text.Length - 4, space.ToString()), out _)));
        }
    }

    // Its text would be read without the slash.
    [Fact]
    public void A_path_that_ends_in_a_slash_is_refused()
    {
        Assert.NotNull(Multiaddr.FromBytes([0x90, 0x03, 4, .. "stdi"u8], out _));
        Assert.Null(Multiaddr.FromBytes([0x90, 0x03, 5, .. "stdi/"u8], out var problem));
        Assert.Contains("unix", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void An_end_point_makes_the_address_that_gives_it()
    {
        var address = Multiaddr.FromTcp(IPEndPoint.Parse("[::ffff:10.0.0.1]:9000"));
        Assert.Equal("/ip4/10.0.0.1/tcp/9000", address.ToString());
        Assert.Equal("10.0.0.1:9000", address.TcpEndPoint!.ToString());
    }

    // Addresses with bytes changed, cut and spliced: what is taken has a text that gives the same bytes.
    [Fact]
    public void What_is_read_from_any_bytes_is_written_as_it_was() =>
        Gen.Select(Gen.Int[0, 86], Gen.Int[0, 86], Gen.Int, Gen.Int[0, 3]).Sample(
            static (first, second, seed, edits) =>
            {
                var valid = Strings("valid").ToArray();
                var random = new Random(seed);
                List<byte> bytes =
                    [.. Multiaddr.Parse(valid[first], out _)!.Bytes, .. Multiaddr.Parse(valid[second], out _)!.Bytes];
                for (var i = 0; i < edits; i++)
                {
                    bytes[random.Next(bytes.Count)] = (byte)random.Next(256);
                }

                if (Multiaddr.FromBytes([.. bytes], out var problem) is { } address)
                {
                    var again = Multiaddr.Parse(address.ToString(), out problem);
                    Assert.True(address.Equals(again), $"{address}: {problem}");
                }
                else
                {
                    Assert.False(string.IsNullOrEmpty(problem));
                }
            },
            iter: 20_000);

    private static IEnumerable<string> Strings(string name) =>
        Vectors.GetProperty(name).EnumerateArray().Select(static text => text.GetString()!);
}
