import MiniSearch from "minisearch";

interface Article {
  readonly id: string;
  readonly title: string;
  readonly text: string;
}

/** Written for Headroom; the shop is invented. */
const ARTICLES: readonly Article[] = [
  {
    id: "refunds",
    title: "Refunds",
    text: "A delivered order can be refunded in full or in part within 60 days. The money is back on the card after three to five working days. Refunds above 200 USD need a colleague's approval. An order that has not been delivered is cancelled, not refunded.",
  },
  {
    id: "damaged",
    title: "Damaged on arrival",
    text: "If goods arrive damaged, open a ticket of high priority with a short description, and tell the customer by mail that a replacement is on its way. Photos are welcome and not required.",
  },
  {
    id: "delivery-times",
    title: "Delivery times",
    text: "Orders leave the warehouse within two working days. Standard delivery takes three to six days after that, express one to two. Heavy items such as desks come by a freight carrier who calls first.",
  },
  {
    id: "tracking",
    title: "Where is my order",
    text: "The status of an order is processing, shipped, delivered or cancelled. A shipped order that has not arrived after ten days counts as lost: open a ticket.",
  },
  {
    id: "cancel",
    title: "Cancel an order",
    text: "An order can be cancelled as long as it is processing. Later, refuse the parcel or send it back within 60 days.",
  },
  {
    id: "returns",
    title: "Send something back",
    text: "Returns are free within 60 days. Print the label from your account, and bring the parcel to any post office. Opened headsets cannot be returned for hygiene reasons unless they are faulty.",
  },
  {
    id: "warranty",
    title: "Warranty",
    text: "Electric goods have two years of warranty, furniture has five. A faulty product is repaired or replaced. Open a ticket with the order number and what is wrong.",
  },
  {
    id: "payment",
    title: "Ways to pay",
    text: "We take credit cards, bank transfer and invoices for companies. The card is charged when the order leaves the warehouse. We never ask for a card number in a chat.",
  },
  {
    id: "invoice",
    title: "Invoices and tax",
    text: "An invoice with the tax number is in your account under each order. A wrong address on an invoice can be corrected for 30 days.",
  },
  {
    id: "account",
    title: "Account and password",
    text: "A password is reset from the sign-in page only. Nobody at the shop can see or set it.",
  },
  {
    id: "privacy",
    title: "Your data",
    text: "We keep orders for ten years because the law says so, and delete everything else on request within 30 days.",
  },
  {
    id: "assembly",
    title: "Assembling a standing desk",
    text: "Two people need about 40 minutes. If the desk stops half way, hold the down button for ten seconds to calibrate it.",
  },
];

const index = new MiniSearch<Article>({
  fields: ["title", "text"],
  storeFields: ["id", "title", "text"],
  searchOptions: { boost: { title: 2 }, fuzzy: 0.2, prefix: true },
});
index.addAll(ARTICLES);

/** The best `limit` articles for the words of `query`, best first. */
export function searchArticles(query: string, limit: number): Article[] {
  return index
    .search(query)
    .slice(0, limit)
    .flatMap(({ id }) => ARTICLES.filter((article) => article.id === id));
}
