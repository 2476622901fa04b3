using Consensoor.Interop.Discovery.Wire;
using static Consensoor.Fuzz.DisagreementException;

namespace Consensoor.Fuzz.Discovery;

/// <summary>Reads messages of discv5, right and spoilt: what is taken must be written the same way it came.</summary>
internal sealed class MessageTarget : IFuzzTarget
{
    public string Name => "discovery: messages";

    public int Share => 3;

    public string Run(FuzzRandom random)
    {
        byte[] bytes = DiscoverySamples.Spoil(random, DiscoverySamples.Message(random));
        if (MessageCodec.Decode(bytes) is not { } message)
            return "refused";
        Require(MessageCodec.Encode(message).AsSpan().SequenceEqual(bytes), "another message", bytes);
        return message.GetType().Name;
    }
}
