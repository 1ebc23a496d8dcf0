// Takes one step with the OpenAI package for Node and prints what it gave, as JSON.
//
//   node talk.mjs '{"step": "chat", "url": "...", "key": "...", "headers": {}, "asked": {}}'
//
// A step is chat, chatStreamed, responses, responsesStreamed or embeddings. An error of
// the package is printed with its class and status.

import OpenAI from "openai";

const { step, url, key, headers, asked } = JSON.parse(process.argv[2]);

const client = new OpenAI({
  baseURL: `${url}/v1`,
  apiKey: key,
  defaultHeaders: headers,
  maxRetries: 0,
  timeout: 20_000,
});

const steps = {
  async chat() {
    const made = await client.chat.completions.create(asked);
    return made.choices[0].message;
  },

  async chatStreamed() {
    const stream = await client.chat.completions.create({ ...asked, stream: true });
    const calls = [];
    let content = "";
    for await (const chunk of stream) {
      for (const { delta } of chunk.choices) {
        content += delta?.content ?? "";
        for (const call of delta?.tool_calls ?? []) {
          const known = (calls[call.index] ??= {
            id: call.id,
            type: "function",
            function: { name: call.function.name, arguments: "" },
          });
          known.function.arguments += call.function.arguments ?? "";
        }
      }
    }
    return { role: "assistant", content, ...(calls.length ? { tool_calls: calls } : {}) };
  },

  async responses() {
    const made = await client.responses.create(asked);
    return { text: made.output_text, output: made.output };
  },

  async responsesStreamed() {
    const stream = client.responses.stream(asked);
    let deltas = "";
    for await (const event of stream) {
      if (event.type === "response.output_text.delta") deltas += event.delta;
    }
    const made = await stream.finalResponse();
    return { text: made.output_text, output: made.output, deltas };
  },

  async embeddings() {
    const made = await client.embeddings.create(asked);
    return made.data.map((one) => one.embedding);
  },
};

try {
  console.log(JSON.stringify({ made: await steps[step]() }));
} catch (error) {
  if (!(error instanceof OpenAI.OpenAIError)) throw error;
  console.log(JSON.stringify({ error: error.constructor.name, status: error.status ?? null }));
}
