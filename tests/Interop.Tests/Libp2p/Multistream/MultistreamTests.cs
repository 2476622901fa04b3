using System.Text;
using Consensoor.Interop.Libp2p.Multistream;
using Consensoor.Interop.Libp2p.Wire;
using CsCheck;
using Xunit;

namespace Consensoor.Interop.Tests.Libp2p.Multistream;

public class MultistreamTests
{
    private static readonly string[] Names = ["/noise", "/tls/1.0.0", "/yamux/1.0.0", "/mplex/6.7.0", "/é", "a"];

    private static readonly Gen<string[]> Protocols =
        Gen.Int[0, 5].Array[1, 5].Select(static places => places.Distinct().Select(static place => Names[place]).ToArray());

    // Both sides, their bytes cut anywhere: the first proposal that is spoken, or a refusal, on both, and not a byte more taken.
    [Fact]
    public void Both_sides_come_to_what_the_rule_says_however_bytes_are_cut() =>
        Gen.Select(Protocols, Protocols, Gen.Int).Sample(static (proposals, spoken, seed) =>
        {
            var random = new Random(seed);
            using ByteQueue toListener = new(), toDialer = new(), atListener = new(), atDialer = new();
            var dialer = new MultistreamDialer(proposals, toListener);
            var listener = new MultistreamListener(spoken);
            for (var i = 0; i < 10_000 && dialer.State == NegotiationState.Pending; i++)
            {
                toListener.MoveTo(atListener, random.Next(1, 30));
                listener.Advance(atListener, toDialer);
                toDialer.MoveTo(atDialer, random.Next(1, 30));
                dialer.Advance(atDialer, toListener);
            }

            var expected = proposals.FirstOrDefault(spoken.Contains);
            Assert.Equal(expected is null ? NegotiationState.Refused : NegotiationState.Agreed, dialer.State);
            Assert.Equal(expected is null ? NegotiationState.Pending : NegotiationState.Agreed, listener.State);
            Assert.Equal((expected, expected), (dialer.Protocol, listener.Protocol));
        });

    [Fact]
    public void A_single_proposal_is_written_for_at_once_and_what_follows_stays()
    {
        using ByteQueue wire = new(), answer = new();
        var dialer = new MultistreamDialer(["/echo"], wire);
        Assert.Equal("/echo", dialer.Protocol);
        wire.Write("data"u8);
        var listener = new MultistreamListener(["/echo"]);
        Assert.Equal(NegotiationState.Agreed, listener.Advance(wire, answer));
        Assert.Equal("data", Encoding.ASCII.GetString(wire.Span));
        answer.Write("more"u8);
        using ByteQueue none = new();
        Assert.Equal(NegotiationState.Agreed, dialer.Advance(answer, none));
        Assert.Equal("more", Encoding.ASCII.GetString(answer.Span));
    }

    [Fact]
    public void Several_proposals_are_not_written_for_before_the_answer()
    {
        using ByteQueue wire = new();
        Assert.Null(new MultistreamDialer(["/a", "/b"], wire).Protocol);
    }

    [Fact]
    public void The_wire_is_as_the_specification_shows_it()
    {
        using ByteQueue wire = new();
        _ = new MultistreamDialer(["/noise"], wire);
        Assert.Equal("\x13/multistream/1.0.0\n\x07/noise\n", Encoding.ASCII.GetString(wire.Span));
    }

    [Fact]
    public void A_list_is_given_on_request()
    {
        using ByteQueue wire = new(), answer = new();
        Line(wire, "/multistream/1.0.0");
        Line(wire, "ls");
        new MultistreamListener(["/a", "/bc"]).Advance(wire, answer);
        Assert.Equal("\x13/multistream/1.0.0\n\x0a\x03/a\n\x04/bc\n\n", Encoding.ASCII.GetString(answer.Span));
    }

    [Theory]
    [InlineData("13")]
    [InlineData("")]
    public void A_partial_line_waits(string hex)
    {
        using ByteQueue wire = new(), answer = new();
        wire.Write(Convert.FromHexString(hex));
        Assert.Equal(NegotiationState.Pending, new MultistreamListener(["/a"]).Advance(wire, answer));
    }

    [Theory]
    [InlineData("00")]
    [InlineData("8108")]
    [InlineData("ffffffffffffffff7f")]
    [InlineData("8100")]
    [InlineData("022f61")]
    [InlineData("030a0a0a")]
    [InlineData("02ff0a")]
    [InlineData("032f610a")]
    [InlineData("47455420202020202020202020202020202020202020202020202020202020202020202020202020202020202020"
        + "202020202020202020202020202020202020202020202020202020202020")]
    public void What_is_no_line_or_another_header_is_malformed_on_both_sides(string hex)
    {
        using ByteQueue wire = new(), answer = new(), proposals = new();
        wire.Write(Convert.FromHexString(hex));
        Assert.Equal(NegotiationState.Malformed, new MultistreamListener(["/a"]).Advance(wire, answer));
        wire.Dispose();
        wire.Write(Convert.FromHexString(hex));
        Assert.Equal(NegotiationState.Malformed, new MultistreamDialer(["/a"], proposals).Advance(wire, answer));
    }

    [Fact]
    public void Proposals_without_end_are_refused_and_answers_bounded()
    {
        using ByteQueue wire = new(), answer = new();
        Line(wire, "/multistream/1.0.0");
        for (var i = 0; i < 10_000; i++)
        {
            Line(wire, i % 2 == 0 ? "ls" : "/none");
        }

        Assert.Equal(NegotiationState.Refused, new MultistreamListener(["/a", "/b"]).Advance(wire, answer));
        Assert.True(answer.Count < 1000);
    }

    [Fact]
    public void An_answer_that_is_another_protocol_is_malformed()
    {
        using ByteQueue wire = new(), answer = new();
        var dialer = new MultistreamDialer(["/a"], wire);
        Line(answer, "/multistream/1.0.0");
        Line(answer, "/b");
        Assert.Equal(NegotiationState.Malformed, dialer.Advance(answer, wire));
    }

    private static void Line(ByteQueue wire, string text) => FrameDecoder.Write(wire, Encoding.UTF8.GetBytes(text + "\n"));
}
