using System.Text;
using Consensoor.Interop.Gossipsub;
using Consensoor.Interop.Gossipsub.Rpc;
using Consensoor.Interop.Protobuf;

namespace Consensoor.Interop.Tests.Gossipsub;

/// <summary>Writes RPCs field by field, good and bad ones; the frame has no length in front, as the router takes it.</summary>
internal sealed class RpcBytes
{
    private readonly ProtoWriter _rpc = new();
    private readonly ProtoWriter _control = new();

    internal RpcBytes Subscribe(string topic, bool isSubscribed = true)
    {
        var at = _rpc.Begin(1);
        _rpc.Varint(1, isSubscribed ? 1UL : 0);
        _rpc.Bytes(2, Utf8(topic));
        _rpc.End(at);
        return this;
    }

    internal RpcBytes Message(string topic, byte[] data, int forbidden = 0)
    {
        var at = _rpc.Begin(2);
        _rpc.Bytes(2, data);
        _rpc.Bytes(4, Utf8(topic));
        if (forbidden > 0)
        {
            _rpc.Bytes(forbidden, [1]);
        }

        _rpc.End(at);
        return this;
    }

    internal RpcBytes Ssz(string topic, byte[] ssz) => Message(topic, SnappyBlock.Compress(ssz));

    internal RpcBytes Have(string topic, params IEnumerable<MessageId> ids)
    {
        var at = _control.Begin(1);
        _control.Bytes(1, Utf8(topic));
        foreach (var id in ids)
        {
            id.Write(_control, 2);
        }

        _control.End(at);
        return this;
    }

    internal RpcBytes Want(params IEnumerable<MessageId> ids) => Ids(2, ids);

    internal RpcBytes DontWant(params IEnumerable<MessageId> ids) => Ids(5, ids);

    internal RpcBytes BadId()
    {
        var at = _control.Begin(2);
        _control.Bytes(1, [1, 2, 3]);
        _control.End(at);
        return this;
    }

    internal RpcBytes Graft(string topic)
    {
        var at = _control.Begin(3);
        _control.Bytes(1, Utf8(topic));
        _control.End(at);
        return this;
    }

    internal RpcBytes Prune(string topic, ulong? backOff = null)
    {
        var at = _control.Begin(4);
        _control.Bytes(1, Utf8(topic));
        if (backOff is { } seconds)
        {
            _control.Varint(3, seconds);
        }

        _control.End(at);
        return this;
    }

    /// <summary>Subscribes and says what is done with partial messages.</summary>
    internal RpcBytes SubscribePartial(string topic, bool requests = true, bool sends = true, bool isSubscribed = true)
    {
        var at = _rpc.Begin(1);
        _rpc.Varint(1, isSubscribed ? 1UL : 0);
        _rpc.Bytes(2, Utf8(topic));
        _rpc.Varint(3, requests ? 1UL : 0);
        _rpc.Varint(4, sends ? 1UL : 0);
        _rpc.End(at);
        return this;
    }

    /// <summary>Announces extensions, Partial Messages among them or only one that nobody knows.</summary>
    internal RpcBytes Extensions(bool hasPartial = true)
    {
        var at = _control.Begin(6);
        _control.Varint(hasPartial ? 10 : 6492434, 1);
        _control.End(at);
        return this;
    }

    /// <summary>A partial message.</summary>
    internal RpcBytes Partial(string topic, byte[] group, byte[]? message = null, byte[]? metadata = null)
    {
        var at = _rpc.Begin(10);
        _rpc.Bytes(1, Utf8(topic));
        _rpc.Bytes(2, group);
        if (message is not null)
        {
            _rpc.Bytes(3, message);
        }

        if (metadata is not null)
        {
            _rpc.Bytes(4, metadata);
        }

        _rpc.End(at);
        return this;
    }

    /// <summary>A field that no RPC has.</summary>
    internal RpcBytes Unknown()
    {
        _rpc.Bytes(99, [1, 2, 3]);
        _control.Varint(98, 7);
        return this;
    }

    internal byte[] ToArray()
    {
        if (_control.Written.Length > 0)
        {
            _rpc.Bytes(3, _control.Written);
        }

        return _rpc.Written.ToArray();
    }

    private RpcBytes Ids(int kind, IEnumerable<MessageId> ids)
    {
        var at = _control.Begin(kind);
        foreach (var id in ids)
        {
            id.Write(_control, 1);
        }

        _control.End(at);
        return this;
    }

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);
}
